// What a shell runs at a press of Tab: it asks `reflex complete` and shows the answer. What was typed goes there as it stands, as words:
// it is never evaluated, so that a half-written `$(…)` does not run. Without a suggestion the shell offers files, for specs and schemas.

const bash = `# reflex: put this line into ~/.bashrc: eval "$(reflex completion bash)"
_reflex_completion() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line
  COMPREPLY=()
  while IFS= read -r line; do
    line="\${line%%$'\\t'*}"
    [[ "$line" == "$current"* ]] && COMPREPLY+=("$line")
  done < <(reflex complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _reflex_completion reflex
`;

const zsh = `#compdef reflex
# reflex: put this line into ~/.zshrc, below compinit: eval "$(reflex completion zsh)"
_reflex_completion() {
  local line
  local -a found
  while IFS= read -r line; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done < <(reflex complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if (( ! \${#found} )); then _files
  elif [[ "$words[CURRENT]" == -* ]]; then _describe -o option found
  else _describe command found
  fi
}
compdef _reflex_completion reflex
`;

const fish = `# reflex: put this line into ~/.config/fish/config.fish: reflex completion fish | source
function __reflex_completion
  set -l words (commandline -opc)
  set -e words[1]
  set -l found (reflex complete -- $words (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c reflex -f -a '(__reflex_completion)'
`;

export const completionScripts = { bash, zsh, fish };
