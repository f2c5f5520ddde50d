// `kindling completion`: shell scripts that complete commands, options and files.

import { type Command, read, UsageError } from "./command-node.js";

/** Prints the script for a shell. */
export function completion(args: readonly string[], commands: Readonly<Record<string, Command>>): void {
  const { given } = read(args, ["shell: bash, zsh or fish"]);
  const names = Object.keys(commands).join(" ");
  const cases = (line: (name: string, options: string) => string): string =>
    Object.entries(commands)
      .flatMap(([name, c]) => (c.options === undefined ? [] : [line(name, c.options.join(" "))]))
      .join("\n");
  const texts: Readonly<Record<string, () => string>> = {
    bash: () => `# eval "$(npx kindling completion bash)"
_kindling() {
  local cur=\${COMP_WORDS[COMP_CWORD]} options=
  if [ "$COMP_CWORD" -eq 1 ]; then COMPREPLY=($(compgen -W "${names} --help --version" -- "$cur")); return; fi
  case "\${COMP_WORDS[1]}" in
${cases((name, options) => `    ${name}) options="${options}" ;;`)}
    completion) options="bash zsh fish" ;;
  esac
  COMPREPLY=($(compgen -W "$options" -- "$cur") $(compgen -f -- "$cur"))
}
complete -o filenames -F _kindling kindling`,
    zsh: () => `#compdef kindling
# eval "$(npx kindling completion zsh)"
_kindling() {
  local -a commands=(
${Object.entries(commands)
  .map(([name, c]) => `    '${name}:${c.about.replaceAll("'", "").replaceAll(":", "\\:")}'`)
  .join("\n")}
  )
  if (( CURRENT == 2 )); then _describe command commands; return; fi
  case $words[2] in
${cases((name, options) => `    ${name}) compadd -- ${options} ;;`)}
    completion) compadd bash zsh fish ;;
  esac
  _files
}
compdef _kindling kindling`,
    fish: () => `# npx kindling completion fish | source
${Object.entries(commands)
  .map(([name, c]) => `complete -c kindling -n __fish_use_subcommand -f -a ${name} -d '${c.about.replaceAll("'", "")}'`)
  .join("\n")}
${Object.entries(commands)
  .flatMap(([name, c]) =>
    (c.options ?? []).map((o) => `complete -c kindling -n '__fish_seen_subcommand_from ${name}' -l ${o.slice(2)}`),
  )
  .join("\n")}
complete -c kindling -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'`,
  };
  const text = Object.hasOwn(texts, given[0]!) ? texts[given[0]!] : undefined;
  if (text === undefined) throw new UsageError(`There is no completion for "${given[0]!}": choose bash, zsh or fish.`);
  console.log(text());
}
