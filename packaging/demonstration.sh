#!/bin/sh
# Output of the kinds that commands write: colours, progress on one line, both streams, other scripts.
printf '\033[1mRunnel\033[0m shows a command'"'"'s output as it comes, and keeps every byte.\n\n'
for step in configure compile link; do
  percent=0
  while [ $percent -le 100 ]; do
    printf '\r\033[36m%-10s\033[0m %3d%%' "$step" $percent
    percent=$((percent + 10))
    sleep 0.04
  done
  printf '\r\033[32m%-10s\033[0m done\n' "$step"
done
sleep 0.1
printf '\033[33mwarning:\033[0m this line came from stderr\n' >&2
sleep 0.1
printf 'UTF-8:     grüße, 日本語, 🚀\n'
for color in 196 202 208 214 220 154 118 48 51 39 63 129; do printf '\033[48;5;%dm   ' $color; done
printf '\033[0m\n'
seq 1 20000 | tail -n 3
printf '\nThe session is kept: \033[1mrunnel sessions\033[0m lists it, \033[1mrunnel export last --format text\033[0m prints it.\n'
