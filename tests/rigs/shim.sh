#!/bin/sh
# Stands in PATH before a program: counts the calls, notes their arguments, and lets one of them go wrong.
#
# It lies as bin/NAME in a rig's folder. programs/NAME is the program itself; `calls` gets a line for each call, with the
# name and the arguments; `fault`, where it is there, says which call goes wrong, and how: "7 hang". `met` is made when it
# has. The ways are
#   refuse   the program is not started, and its service says that it is busy
#   break    the program does its work, and whoever called hears of a fault of the service
#   hang     the program is not started, and whoever called waits
#   kill     the program does its work, and whoever called is killed
rig=${0%/bin/*}
name=${0##*/}

exec 9>>"$rig/lock"
flock 9
printf '%s\n' "$(printf '%s ' "$name" "$@" | tr '\n' ' ')" >>"$rig/calls"
number=$(wc -l <"$rig/calls")
exec 9>&-

at=0
way=
if [ -e "$rig/fault" ]; then
	read -r at way <"$rig/fault"
fi
if [ "$number" -ne "$at" ]; then
	exec "$rig/programs/$name" "$@"
fi

: >"$rig/met"
case $way in
refuse)
	echo "An error occurred (Throttling) when calling the rig: Rate exceeded" >&2
	exit 254
	;;
break)
	"$rig/programs/$name" "$@" >/dev/null 2>&1
	echo "An error occurred (InternalFailure) when calling the rig: the answer was lost" >&2
	exit 254
	;;
hang)
	exec sleep 3600
	;;
kill)
	"$rig/programs/$name" "$@" >/dev/null 2>&1
	kill -KILL "$PPID"
	;;
esac
