import {delimited, heredoc, lines, matching, passed, regexLiteral} from '../scan/literal-rules.ts'
import {quoted} from '../scan/quoted.ts'
import type {Syntax} from '../scan/syntax.ts'
import {hash, hashLine, hashWord, type Language} from './language.ts'

const double = quoted({open: '"'})
const single = quoted({open: "'"})
const longDouble = quoted({open: '"', isMultiline: true})
const longSingle = quoted({open: "'", escape: 'none', isMultiline: true})
const tripleDouble = quoted({open: '"""', isMultiline: true})
const tripleSingle = quoted({open: "'''", isMultiline: true})

/** A raw string ends where another one would: its backslash keeps the quote too. */
const python: Syntax = {comments: [hash], literals: [tripleDouble, tripleSingle, double, single]}

const rubyWords = [
  'and',
  'do',
  'elsif',
  'if',
  'in',
  'not',
  'or',
  'puts',
  'return',
  'then',
  'unless',
  'until',
  'when',
  'while',
]
const rubyHole = {begin: '#{', open: '{', close: '}', syntax: () => ruby}
/** `?#` and `%q` with letters or digits around it are not known. */
const ruby: Syntax = {
  comments: [{open: '=begin', close: '\n=end', where: 'line-start'}, hash],
  literals: [
    heredoc(/<<[~-](?:([A-Za-z_]\w*)|'(\w+)'|"(\w+)"|`(\w+)`)|<<([A-Z_]{2,})/y),
    matching(/\?#/y, {notAfter: /\w/}),
    bracketed(/%[qQwWiIrx]?([([{<|!])/y),
    quoted({open: '"', isMultiline: true, hole: rubyHole}),
    quoted({open: "'", isMultiline: true}),
    quoted({open: '`', isMultiline: true, hole: rubyHole}),
    regexLiteral({words: rubyWords}),
  ],
}

/** Which of the many quotes of Perl a letter begins is guessed: `s` and `y` with other delimiters are not known. */
const perl: Syntax = {
  comments: [hashWord],
  literals: [
    lines(/=[a-z]\w*/y, (line) => (line.startsWith('=cut') ? 'last' : 'within')),
    heredoc(/<<~?(?:([A-Za-z_]\w*)|'(\w+)'|"(\w+)")/y),
    bracketed(/\b(?:q[qwrx]?|m)\s?([([{<|!])/y),
    longDouble,
    quoted({open: "'", isMultiline: true}),
    regexLiteral({words: ['and', 'if', 'not', 'or', 'return', 'split', 'unless', 'when', 'while']}),
  ],
}

const shell: Syntax = {
  comments: [hashWord],
  literals: [
    passed(/\\[^]/y),
    heredoc(/<<-?[ \t]*(?:\\?([A-Za-z_]\w*)|'([^'\n\r]+)'|"([^"\n\r]+)")/y),
    quoted({open: "$'", close: "'", isMultiline: true}),
    longSingle,
    quoted({open: '"', isMultiline: true, hole: {begin: '$(', open: '(', close: ')', syntax: () => shell}}),
  ],
}
const fish: Syntax = {
  comments: [hashWord],
  literals: [passed(/\\[^]/y), longDouble, quoted({open: "'", isMultiline: true})],
}
const powershell: Syntax = {
  comments: [{open: '<#', close: '#>'}, hashWord],
  literals: [
    quoted({open: '@"', close: '\n"@', escape: 'none', isMultiline: true}),
    quoted({open: "@'", close: "\n'@", escape: 'none', isMultiline: true}),
    quoted({open: '"', escape: '`', isMultiline: true}),
    longSingle,
  ],
}

/** A prime behind a name, a bracket or another prime transposes. */
const transposing = quoted({open: "'", notAfter: /[\w)\]}'.]/})

const julia: Syntax = {
  comments: [{open: '#=', close: '=#', nests: true}, hash],
  literals: [tripleDouble, longDouble, transposing],
}
const r: Syntax = {
  comments: [hash],
  literals: [
    delimited(/[rR]"(-*)\(/y, ([, dashes]) => `)${dashes}"`),
    longDouble,
    quoted({open: "'", isMultiline: true}),
    quoted({open: '`'}),
  ],
}
const elixirHole = {begin: '#{', open: '{', close: '}', syntax: () => elixir}
const elixir: Syntax = {
  comments: [hash],
  literals: [
    matching(/\?\\?[#"']/y, {notAfter: /\w/}),
    bracketed(/~[a-zA-Z]([([{<|/])/y),
    quoted({open: '"""', isMultiline: true, hole: elixirHole}),
    quoted({open: '"', isMultiline: true, hole: elixirHole}),
    quoted({open: "'", isMultiline: true, hole: elixirHole}),
  ],
}
const nim: Syntax = {
  comments: [{open: '#[', close: ']#', nests: true}, hash],
  literals: [
    quoted({open: '"""', escape: 'none', isMultiline: true}),
    double,
    matching(/'(?:\\[^'\n]{1,4}|[^\\'\n])'/uy, {notAfter: /\w/}),
  ],
}
const graphql: Syntax = {comments: [hash], literals: [tripleDouble, double]}
const cmake: Syntax = {
  comments: [{open: '#[[', close: ']]'}, hash],
  literals: [delimited(/\[(=*)\[/y, ([, marks]) => `]${marks}]`), longDouble],
}
const make: Syntax = {comments: [hashWord], literals: [passed(/\\[^]/y)]}
const docker: Syntax = {comments: [hashLine], literals: [heredoc(/<<-?(?:([A-Za-z_]\w*)|'(\w+)'|"(\w+)")/y)]}

const toml: Syntax = {
  comments: [hash],
  literals: [
    tripleDouble,
    quoted({open: "'''", escape: 'none', isMultiline: true}),
    double,
    quoted({open: "'", escape: 'none'}),
  ],
}
/** A quote within plain text is text. In which of them a value begins, the character before says, and may say it wrongly. */
const yaml: Syntax = {
  comments: [{open: '#', where: 'word-start'}],
  literals: [
    lines(
      /( *)[^\n\r"'#]*(?:[:-][ \t]+|^)(?:[!&]\S+[ \t]+)?[|>][-+0-9]{0,2}[ \t]*(?=[#\n\r]|$)/my,
      (line, [, indent = '']) => (line.trim() === '' || line.startsWith(`${indent} `) ? 'within' : 'behind'),
    ),
    quoted({open: '"', isMultiline: true, onlyAfter: /(?:^|[:\-?][ \t]+|[[{,][ \t]*|\n[ \t]*)$/}),
    quoted({open: "'", escape: 'doubled', isMultiline: true, onlyAfter: /(?:^|[:\-?][ \t]+|[[{,][ \t]*|\n[ \t]*)$/}),
  ],
}

export const hashLanguages: readonly Language[] = [
  {
    name: 'python',
    otherNames: ['py'],
    extensions: ['py', 'pyi', 'pyw'],
    interpreters: ['python', 'python3'],
    syntax: python,
  },
  {
    name: 'ruby',
    otherNames: ['rb'],
    extensions: ['rb', 'rake', 'gemspec'],
    fileNames: ['rakefile', 'gemfile'],
    interpreters: ['ruby'],
    syntax: ruby,
  },
  {name: 'perl', otherNames: ['pl'], extensions: ['pl', 'pm'], interpreters: ['perl'], syntax: perl},
  {
    name: 'shellscript',
    otherNames: ['sh', 'bash', 'zsh', 'shell'],
    extensions: ['sh', 'bash', 'zsh', 'bats'],
    fileNames: ['.bashrc', '.zshrc', '.profile'],
    interpreters: ['sh', 'bash', 'zsh', 'dash', 'ksh'],
    syntax: shell,
  },
  {name: 'fish', extensions: ['fish'], interpreters: ['fish'], syntax: fish},
  {
    name: 'powershell',
    otherNames: ['ps1'],
    extensions: ['ps1', 'psm1', 'psd1'],
    interpreters: ['pwsh'],
    syntax: powershell,
  },
  {name: 'julia', otherNames: ['jl'], extensions: ['jl'], interpreters: ['julia'], syntax: julia},
  {name: 'r', extensions: ['r'], interpreters: ['rscript'], syntax: r},
  {name: 'elixir', otherNames: ['ex'], extensions: ['ex', 'exs'], interpreters: ['elixir'], syntax: elixir},
  {name: 'nim', extensions: ['nim'], syntax: nim},
  {name: 'graphql', otherNames: ['gql'], extensions: ['graphql', 'gql'], syntax: graphql},
  {name: 'cmake', extensions: ['cmake'], fileNames: ['cmakelists.txt'], syntax: cmake},
  {
    name: 'makefile',
    otherNames: ['make'],
    extensions: ['mk', 'mak'],
    fileNames: ['makefile', 'gnumakefile'],
    syntax: make,
  },
  {
    name: 'dockerfile',
    otherNames: ['docker'],
    extensions: ['dockerfile'],
    fileNames: ['dockerfile', 'containerfile'],
    syntax: docker,
  },
  {name: 'toml', extensions: ['toml'], syntax: toml},
  {name: 'yaml', otherNames: ['yml'], extensions: ['yaml', 'yml'], syntax: yaml},
]

/** `%w[…]` and its like: a bracket ends at its partner, another mark at its next one. */
function bracketed(opening: RegExp) {
  return delimited(opening, ([, mark = '']) => ({'(': ')', '[': ']', '{': '}', '<': '>'})[mark] ?? mark)
}
