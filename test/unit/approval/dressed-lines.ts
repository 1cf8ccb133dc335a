/** Another way to write a line that still does what the line did, whatever else it does. */
export type Dress = (line: string) => string

const single = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`
const double = (text: string): string => `"${text.replaceAll(/["\\$`]/g, String.raw`\$&`)}"`
const ansi = (text: string): string =>
  `$'${[...text].map((character) => `\\x${Buffer.from(character).toString('hex').match(/../g)?.join('\\x')}`).join('')}'`

/** The first word, where it is a plain name. */
const spelled =
  (spell: (name: string) => string): Dress =>
  (line) =>
    line.replace(/^[a-z][a-z0-9.]+(?=\s|$)/, spell)

const prefixes = [
  ...[
    'env ',
    'env -i ',
    'env A=b ',
    'timeout 5 ',
    'timeout --signal=KILL 5s ',
    'nice ',
    'nice -n 5 ',
    'command ',
    'builtin ',
  ],
  ...[
    'exec ',
    'exec -a x ',
    'sudo ',
    'sudo -n ',
    'doas ',
    'nohup ',
    'setsid ',
    'stdbuf -oL ',
    'time ',
    'time -p ',
    '! ',
    'A=1 ',
  ],
  ...[
    'A=1 B=$(pwd) ',
    'xargs ',
    'xargs -n1 ',
    'busybox ',
    'flock f ',
    'coproc ',
    '2>/dev/null ',
    '</dev/null ',
    '>/dev/null 2>&1 ',
  ],
  ...[
    '\t',
    ' ',
    '\n',
    ';;\n',
    'ls\u00a0x; ',
    'echo \u2003; ',
    'echo \u200b\n',
    'ls # x\n',
    'ls#\n',
    'echo \\#; ',
    "echo '\n# '; ",
    'echo "#"; ',
  ],
  ...[
    "cat <<'E'\nx\nE\n",
    'cat <<-E\n\tx\n\tE\n',
    'cat <<E\n\\E\nE\n',
    'echo \\\\; ',
    'echo "\\""; ',
    "echo \\'; ",
    'echo {a,b}; ',
    'ls *; ',
  ],
  ...[
    'ls; ',
    'ls && ',
    'false || ',
    'ls | ',
    'ls |& ',
    'ls & ',
    'ls\n',
    '(ls); ',
    '[[ a ]] && ',
    '((1)) && ',
    '[ a ] && ',
    'true;',
  ],
]

const suffixes = [
  ...[
    '; ls',
    ' && ls',
    ' || ls',
    ' | cat',
    ' |& cat',
    ' & ls',
    '\nls',
    ' # ls',
    ' ;',
    ' &',
    ' 2>&1',
    ' </dev/null',
    ' >/dev/null',
    '\t',
  ],
]

const frames: readonly (readonly [string, string])[] = [
  ['(', ')'],
  ['( ', '\n)'],
  ['{ ', '; }'],
  ['if true; then ', '; fi'],
  ['if ', '; then ls; fi'],
  ['while ', '; do break; done'],
  ['until ', '; do break; done'],
  ['for x in 1; do ', '; done'],
  ['for ((;;)); do ', '; break; done'],
  ['select x in 1; do ', '; break; done <<< 1'],
  ['case x in x) ', ' ;; esac'],
  ['f() { ', '; }; f'],
  ['f() ( ', ' ); f'],
  ['function f { ', '; }; f'],
  ['echo $(', ')'],
  ['echo "$(', ')"'],
  ['echo "a $( ls; ', ' ) b"'],
  ['x=$(', ') ls'],
  ['cat <(', ')'],
  ['ls > >(', ')'],
  ['ls | tee >(', ')'],
  ['echo ${x:-$(', ')}'],
  ['echo "${x:=$(', ')}"'],
  ['echo $((a[$(', ')]))'],
  ['[ -n "$(', ')" ]'],
  ['cat <<E\n$(', ')\nE'],
  ['cat <<< "$(', ')"'],
  ['bash <<E\n', '\nE'],
  ['ls $(ls $(', '))'],
]

const scripts: readonly Dress[] = [
  ...[single, double, ansi].flatMap((quote): readonly Dress[] => [
    (line) => `bash -c ${quote(line)}`,
    (line) => `sh -c ${quote(line)} x`,
    (line) => `/bin/sh -c ${quote(line)}`,
    (line) => `bash -ec ${quote(line)}`,
    (line) => `eval ${quote(line)}`,
    (line) => `eval -- ${quote(line)}`,
    (line) => `bash <<< ${quote(line)}`,
    (line) => `echo ${quote(line)} | bash`,
    (line) => `. <(echo ${quote(line)})`,
    (line) => `source /dev/stdin <<< ${quote(line)}`,
    (line) => `trap ${quote(line)} EXIT`,
    (line) => `alias ls=${quote(line)}\nls`,
    (line) => `env -S ${quote(`sh -c ${double(line)}`)}`,
    (line) => `timeout 5 bash -c ${quote(line)}`,
    (line) => `command sh -c ${quote(line)}`,
    (line) => `xargs -I{} sh -c ${quote(line)}`,
    (line) => `ls | xargs bash -c ${quote(line)}`,
    (line) => `find . -exec sh -c ${quote(line)} \\;`,
    (line) => `PROMPT_COMMAND=${quote(line)} bash -i`,
    (line) => `nice bash -c ${quote(`timeout 9 bash -c ${single(line)}`)}`,
  ]),
  (line) => `test -v ${single(`a[$(${line})]`)}`,
  (line) => `echo \`${line.replaceAll(/[\\`$]/g, String.raw`\$&`)}\``,
  (line) => `awk ${single(`BEGIN{system(${JSON.stringify(line)})}`)}`,
]

const spellings: readonly Dress[] = [
  ...[single, double, ansi].map(spelled),
  ...[
    (name: string) => `\\${name}`,
    (name: string) => `${name[0]}""${name.slice(1)}`,
    (name: string) => `${name[0]}''${name.slice(1)}`,
    (name: string) => `${name[0]}\\${name.slice(1)}`,
    (name: string) => `${name[0]}\\\n${name.slice(1)}`,
    (name: string) => `"${name[0]}"${name.slice(1)}`,
    (name: string) => `$"${name}"`,
    (name: string) => `\${x-${name}}`,
    (name: string) => `${name}$x`,
    (name: string) => `$(echo ${name})`,
    (name: string) => `\`echo ${name}\``,
    (name: string) => `/bin/${name}`,
    (name: string) => `/usr/bin/${name}`,
    (name: string) => `/bin/../bin/${name}`,
    (name: string) => `/bin/${name.slice(0, -1)}[${name.at(-1)}]`,
    (name: string) => `/b?n/${name}`,
    (name: string) => `/*/${name}`,
  ].map(spelled),
]

const blanks: readonly Dress[] = [
  (line) => line.replace(' ', '\t'),
  (line) => line.replace(' ', '   '),
  (line) => line.replace(' ', ' \\\n'),
  (line) => line.replace(' ', '\\\n '),
  (line) => line.replace(' ', ' 2>&1 '),
  (line) => line.replace(' ', ' </dev/null '),
]

export const dresses: readonly Dress[] = [
  ...prefixes.map(
    (prefix): Dress =>
      (line) =>
        prefix + line,
  ),
  ...suffixes.map(
    (suffix): Dress =>
      (line) =>
        line + suffix,
  ),
  ...frames.map(
    ([before, after]): Dress =>
      (line) =>
        before + line + after,
  ),
  ...scripts,
  ...spellings,
  ...blanks,
]
