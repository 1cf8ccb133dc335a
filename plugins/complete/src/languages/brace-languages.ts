import {delimited, heredoc, matching, regexLiteral} from '../scan/literal-rules.ts'
import {quoted} from '../scan/quoted.ts'
import type {Syntax} from '../scan/syntax.ts'
import {hash, type Language, nestedSlashes, slashes} from './language.ts'
import {javascript, jsx} from './script-syntax.ts'

const double = quoted({open: '"'})
const single = quoted({open: "'"})
const tripleDouble = quoted({open: '"""', isMultiline: true})
/** One character: `'` alone is a lifetime, a type variable or a prime. */
const character = matching(/'(?:\\[^\n\r][^'\n\r]{0,9}|[^\\'\n\r])'/uy, {notAfter: /\w/})

const c: Syntax = {
  comments: slashes,
  // The quotes of 1'000'000 are no literals.
  literals: [
    delimited(/(?:u8|[uUL])?R"([^()\\\s]{0,16})\(/y, ([, word]) => `)${word}"`),
    double,
    quoted({open: "'", notAfter: /\d/}),
  ],
}

const csharp: Syntax = {
  comments: slashes,
  literals: [
    delimited(/\$*("{3,})/y, ([, quotes]) => quotes ?? '"""'),
    quoted({open: '$@"', close: '"', escape: 'doubled', isMultiline: true}),
    quoted({open: '@$"', close: '"', escape: 'doubled', isMultiline: true}),
    quoted({open: '@"', close: '"', escape: 'doubled', isMultiline: true}),
    double,
    single,
  ],
}

const java: Syntax = {comments: slashes, literals: [tripleDouble, double, single]}
const go: Syntax = {
  comments: slashes,
  literals: [quoted({open: '`', escape: 'none', isMultiline: true}), double, single],
}
const proto: Syntax = {comments: slashes, literals: [double, single]}
const zig: Syntax = {comments: [{open: '//'}], literals: [matching(/\\\\[^\n\r]*/y), double, character]}
const css: Syntax = {comments: [{open: '/*', close: '*/'}], literals: [double, single]}
/** An address such as `url(http://…)` is read as a comment from its slashes on. */
const scss: Syntax = {comments: slashes, literals: [double, single]}
const nix: Syntax = {
  comments: [hash, {open: '/*', close: '*/'}],
  literals: [
    quoted({open: "''", escape: 'none', isMultiline: true, hole: holeOf('${', () => nix)}),
    quoted({open: '"', isMultiline: true, hole: holeOf('${', () => nix)}),
  ],
}
const terraform: Syntax = {
  comments: [hash, ...slashes],
  literals: [heredoc(/<<-?([A-Za-z_]\w*)/y), quoted({open: '"', hole: holeOf('${', () => terraform)})],
}

const kotlin: Syntax = {
  comments: nestedSlashes,
  literals: [
    quoted({open: '"""', escape: 'none', isMultiline: true, hole: holeOf('${', () => kotlin)}),
    quoted({open: '"', hole: holeOf('${', () => kotlin)}),
    single,
  ],
}
const groovy: Syntax = {
  comments: [...slashes, {open: '#!', where: 'line-start'}],
  literals: [
    quoted({open: '"""', isMultiline: true, hole: holeOf('${', () => groovy)}),
    quoted({open: "'''", isMultiline: true}),
    quoted({open: '"', hole: holeOf('${', () => groovy)}),
    single,
  ],
}
const dart: Syntax = {
  comments: nestedSlashes,
  literals: [
    ...['"""', "'''"].map((close) => quoted({open: `r${close}`, close, escape: 'none', isMultiline: true})),
    ...['"', "'"].map((close) => quoted({open: `r${close}`, close, escape: 'none', notAfter: /\w/})),
    ...['"""', "'''"].map((open) => quoted({open, isMultiline: true, hole: holeOf('${', () => dart)})),
    ...['"', "'"].map((open) => quoted({open, hole: holeOf('${', () => dart)})),
  ],
}
const scala: Syntax = {
  comments: nestedSlashes,
  literals: [quoted({open: '"""', escape: 'none', isMultiline: true}), double, character],
}
const swiftHole = {begin: '\\(', open: '(', close: ')', syntax: () => swift}
const swift: Syntax = {
  comments: nestedSlashes,
  literals: [
    delimited(/(#+)("""|")/y, ([, marks, quotes]) => `${quotes}${marks}`),
    quoted({open: '"""', isMultiline: true, hole: swiftHole}),
    quoted({open: '"', hole: swiftHole}),
  ],
}
const rust: Syntax = {
  comments: nestedSlashes,
  literals: [delimited(/[bc]?r(#*)"/y, ([, marks]) => `"${marks}`), quoted({open: '"', isMultiline: true}), character],
}
const d: Syntax = {
  comments: [...slashes, {open: '/+', close: '+/', nests: true}],
  literals: [quoted({open: '`', escape: 'none', isMultiline: true}), quoted({open: '"', isMultiline: true}), single],
}
const awk: Syntax = {comments: [hash], literals: [double, regexLiteral({words: ['in', 'print', 'return']})]}

export const braceLanguages: readonly Language[] = [
  {
    name: 'javascript',
    otherNames: ['js', 'node'],
    extensions: ['js', 'mjs', 'cjs'],
    interpreters: ['node', 'bun'],
    syntax: javascript,
  },
  {name: 'javascriptreact', otherNames: ['jsx'], extensions: ['jsx'], syntax: jsx},
  {
    name: 'typescript',
    otherNames: ['ts'],
    extensions: ['ts', 'mts', 'cts'],
    interpreters: ['deno', 'tsx'],
    syntax: javascript,
  },
  {name: 'typescriptreact', otherNames: ['tsx'], extensions: ['tsx'], syntax: jsx},
  {name: 'jsonc', otherNames: ['json5'], extensions: ['jsonc', 'json5'], syntax: javascript},
  {name: 'c', extensions: ['c', 'h'], syntax: c},
  {
    name: 'cpp',
    otherNames: ['c++', 'cuda'],
    extensions: ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'ino', 'cu', 'cuh'],
    syntax: c,
  },
  {name: 'objective-c', otherNames: ['objc'], extensions: ['m', 'mm'], syntax: c},
  {name: 'csharp', otherNames: ['c#', 'cs'], extensions: ['cs', 'csx'], syntax: csharp},
  {name: 'java', extensions: ['java'], syntax: java},
  {name: 'kotlin', otherNames: ['kt'], extensions: ['kt', 'kts'], syntax: kotlin},
  {name: 'scala', extensions: ['scala', 'sc', 'sbt'], syntax: scala},
  {name: 'groovy', extensions: ['groovy', 'gradle'], fileNames: ['jenkinsfile'], syntax: groovy},
  {name: 'dart', extensions: ['dart'], syntax: dart},
  {name: 'go', otherNames: ['golang'], extensions: ['go'], syntax: go},
  {name: 'rust', otherNames: ['rs'], extensions: ['rs'], syntax: rust},
  {name: 'swift', extensions: ['swift'], syntax: swift},
  {name: 'zig', extensions: ['zig'], syntax: zig},
  {name: 'd', extensions: ['d'], syntax: d},
  {name: 'solidity', extensions: ['sol'], syntax: proto},
  {name: 'protobuf', otherNames: ['proto'], extensions: ['proto'], syntax: proto},
  {
    name: 'verilog',
    otherNames: ['systemverilog'],
    extensions: ['v', 'sv', 'svh'],
    syntax: {comments: slashes, literals: [double]},
  },
  {name: 'css', extensions: ['css'], syntax: css},
  {name: 'scss', otherNames: ['less'], extensions: ['scss', 'less'], syntax: scss},
  {name: 'terraform', otherNames: ['hcl'], extensions: ['tf', 'tfvars', 'hcl'], syntax: terraform},
  {name: 'nix', extensions: ['nix'], syntax: nix},
  {name: 'awk', extensions: ['awk'], interpreters: ['awk', 'gawk'], syntax: awk},
]

function holeOf(begin: string, syntax: () => Syntax) {
  return {begin, open: '{', close: '}', syntax}
}
