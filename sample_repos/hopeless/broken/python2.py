"""Left over from another age."""

import os

print "working in", os.getcwd()
