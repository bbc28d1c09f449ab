#!/bin/bash
# usage: land.sh "subject" "body"
set -e
cd /work/wt/staff
git add -A
git commit -qm "$1" ${2:+-m "$2"} || true
git rebase -q main
cd /work/main && git merge -q --ff-only staff && git log --oneline -1
