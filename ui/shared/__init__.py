"""What pages share: texts, boards, charts, jobs in the background."""
