"""What changed, when, and why: the only room that runs git.

`repository` starts git so that no setting bends its answers, `patch` reads diffs, `base` finds what to compare
with, `diff` is the change itself, `history` the commits, `carry` where the lines of old commits stand today.
"""
