#!/bin/sh
# Stands before a tool on the PATH, counts the call, and kills the script before or after the call it is told.
tool=${0##*/}
read -r count <"$STAND_IN/kill/count"
count=$((count + 1))
echo "$count" >"$STAND_IN/kill/count"
echo "$tool $*" >>"$STAND_IN/kill/calls"
[ "$KILL" != "before $count" ] || { kill -9 "$SCRIPT_PID"; exit 137; }
PATH=${PATH#*:}
code=0
"$tool" "$@" || code=$?
[ "$KILL" != "after $count" ] || kill -9 "$SCRIPT_PID"
exit "$code"
