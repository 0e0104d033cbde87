"""Rules of our own on trial: what a rule costs on organisms that it was not chosen on."""
