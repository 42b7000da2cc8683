# usage: sh keeper.sh FOLDER SECONDS
# Stops the control plane in FOLDER once no process has used it for SECONDS; with 0, at once.
#
# FOLDER/users holds an empty file per process that uses it. A killed test run leaves no orphans so: this
# script outlives it and sees that its process is gone. `rmdir` decides against a user that arrives in the
# same moment, for it fails when the folder is not empty. A user called `everyone` never leaves.
folder=$1 patience=$2 idle=0
while [ "$patience" -gt 0 ]; do
  sleep 1
  [ -d "$folder/users" ] || break
  for user in "$folder"/users/*; do
    case $user in */everyone) continue ;; esac
    kill -0 "${user##*/}" 2>/dev/null || rm -f "$user"
  done
  if [ -n "$(ls "$folder/users")" ]; then idle=0; continue; fi
  idle=$((idle + 1))
  if [ "$idle" -ge "$patience" ] && rmdir "$folder/users" 2>/dev/null; then break; fi
done
[ -f "$folder/processes" ] || exit 0
# After a restart of the machine the ids may be another program's: only what names this folder is a part of it.
part() { { cat "/proc/$1/cmdline" || ps -ww -o args= -p "$1"; } 2>/dev/null | grep -aqF "$folder/"; }
running() { while read -r id; do part "$id" && echo "$id"; done <"$folder/processes"; }
kill $(running) 2>/dev/null
for _ in 1 2 3 4 5 6 7 8 9 10; do
  [ -n "$(running)" ] || break
  sleep 0.3
done
kill -9 $(running) 2>/dev/null
rm -rf "$folder"
