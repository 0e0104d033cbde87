"""python -m orgnet_core COMMAND …"""

import sys

from orgnet_core.cli import main

if __name__ == "__main__":
    sys.exit(main())
