import {delimited, matching, passed} from '../scan/literal-rules.ts'
import {quoted} from '../scan/quoted.ts'
import type {CommentForm, Syntax} from '../scan/syntax.ts'
import {hashLine, type Language, slashes} from './language.ts'

const double = quoted({open: '"'})
const longDouble = quoted({open: '"', isMultiline: true})
const doubledSingle = quoted({open: "'", escape: 'doubled'})
const doubledDouble = quoted({open: '"', escape: 'doubled'})
const semicolon: CommentForm = {open: ';'}
const percent: CommentForm = {open: '%'}
const dashes: CommentForm = {open: '--'}
/** One character; `'` behind a name is a prime. */
const character = matching(/'(?:\\[^\n\r][^'\n\r]{0,9}|[^\\'\n\r])'/uy, {notAfter: /\w/})

const lua: Syntax = {
  comments: [{open: '--[[', close: ']]'}, {open: '--[=[', close: ']=]'}, dashes],
  literals: [delimited(/\[(=*)\[/y, ([, marks]) => `]${marks}]`), double, quoted({open: "'"})],
}
/** Standard strings: a backslash keeps no quote, as it does in MySQL. Text between dollars is PostgreSQL's. */
const sql: Syntax = {
  comments: [dashes, {open: '/*', close: '*/'}],
  literals: [
    delimited(/\$([A-Za-z_]\w*)?\$/y, ([tag]) => tag),
    quoted({open: "'", escape: 'doubled', isMultiline: true}),
    quoted({open: '"', escape: 'doubled', isMultiline: true}),
    quoted({open: '`', escape: 'doubled'}),
  ],
}
const haskell: Syntax = {
  comments: [
    {open: '{-', close: '-}', nests: true},
    {...dashes, unless: /^-*[!#$%&*+./<=>?@\\^|~:]/},
  ],
  literals: [longDouble, character],
}
const elm: Syntax = {...haskell, literals: [quoted({open: '"""', isMultiline: true}), double, character]}
const ocaml: Syntax = {comments: [{open: '(*', close: '*)', nests: true}], literals: [longDouble, character]}
const fsharp: Syntax = {
  comments: [{open: '//'}, {open: '(*', close: '*)', nests: true, unless: /^\)/}],
  literals: [quoted({open: '"""', escape: 'none', isMultiline: true}), longDouble, character],
}
const lisp: Syntax = {
  comments: [{open: '#|', close: '|#', nests: true}, semicolon],
  literals: [passed(/\\[^]/y), longDouble],
}
const clojure: Syntax = {comments: [semicolon], literals: [passed(/\\[^]/y), longDouble]}
const erlang: Syntax = {
  comments: [percent],
  literals: [matching(/\$(?:\\[^]|[^\\\s])/uy, {notAfter: /\w/}), longDouble, quoted({open: "'"})],
}
const prolog: Syntax = {
  comments: [percent, {open: '/*', close: '*/'}],
  literals: [passed(/0'[^]/y), longDouble, quoted({open: "'", isMultiline: true, notAfter: /\d/})],
}
/** What stands in `verbatim` is read as any other text. */
const latex: Syntax = {comments: [percent], literals: [passed(/\\[^]/y)]}
/** A prime behind a name, a bracket or another prime transposes. */
const matlab: Syntax = {
  comments: [{open: '%{', close: '%}', where: 'line-start'}, percent],
  literals: [quoted({open: "'", escape: 'doubled', notAfter: /[\w)\]}'.]/}), doubledDouble],
}
/** A comment behind code looks like a string, so a marker has a line of its own. */
const vim: Syntax = {comments: [{open: '"', where: 'line-start'}], literals: [double, doubledSingle]}
const fortran: Syntax = {comments: [{open: '!'}], literals: [doubledDouble, doubledSingle]}
const basic: Syntax = {comments: [{open: "'"}], literals: [doubledDouble]}
const pascal: Syntax = {
  comments: [{open: '{', close: '}'}, {open: '(*', close: '*)'}, {open: '//'}],
  literals: [doubledSingle],
}
const ada: Syntax = {comments: [dashes], literals: [doubledDouble, character]}
const batch: Syntax = {
  comments: [
    {open: '::', where: 'line-start'},
    {open: 'rem', where: 'line-start', unless: /^\w/},
    {open: 'REM', where: 'line-start', unless: /^\w/},
  ],
  literals: [],
}
const assembly: Syntax = {comments: [semicolon, ...slashes], literals: [double]}
const ini: Syntax = {comments: [{...semicolon, where: 'line-start'}, hashLine], literals: []}

export const otherLanguages: readonly Language[] = [
  {name: 'lua', extensions: ['lua'], interpreters: ['lua', 'luajit'], syntax: lua},
  {name: 'sql', extensions: ['sql', 'ddl', 'pgsql'], syntax: sql},
  {name: 'haskell', otherNames: ['hs'], extensions: ['hs'], interpreters: ['runhaskell'], syntax: haskell},
  {name: 'elm', extensions: ['elm'], syntax: elm},
  {name: 'ocaml', otherNames: ['ml'], extensions: ['ml', 'mli'], syntax: ocaml},
  {name: 'fsharp', otherNames: ['f#', 'fs'], extensions: ['fs', 'fsi', 'fsx'], syntax: fsharp},
  {name: 'clojure', otherNames: ['clj'], extensions: ['clj', 'cljs', 'cljc', 'edn'], syntax: clojure},
  {
    name: 'lisp',
    otherNames: ['scheme', 'racket', 'emacs-lisp'],
    extensions: ['lisp', 'lsp', 'cl', 'el', 'scm', 'ss', 'rkt'],
    syntax: lisp,
  },
  {name: 'erlang', otherNames: ['erl'], extensions: ['erl', 'hrl'], interpreters: ['escript'], syntax: erlang},
  {name: 'prolog', extensions: ['pro', 'prolog'], syntax: prolog},
  {name: 'latex', otherNames: ['tex'], extensions: ['tex', 'sty', 'cls', 'bib'], syntax: latex},
  {name: 'matlab', otherNames: ['octave'], extensions: ['matlab'], interpreters: ['octave'], syntax: matlab},
  {name: 'vim', otherNames: ['viml', 'vimscript'], extensions: ['vim'], fileNames: ['.vimrc', '_vimrc'], syntax: vim},
  {name: 'fortran', extensions: ['f90', 'f95', 'f03', 'f08'], syntax: fortran},
  {name: 'vb', otherNames: ['basic', 'vba'], extensions: ['vb', 'bas', 'vbs'], syntax: basic},
  {name: 'pascal', otherNames: ['delphi'], extensions: ['pas', 'dpr', 'lpr'], syntax: pascal},
  {name: 'ada', extensions: ['adb', 'ads', 'ada'], syntax: ada},
  {name: 'vhdl', extensions: ['vhd', 'vhdl'], syntax: ada},
  {name: 'bat', otherNames: ['batch', 'cmd'], extensions: ['bat', 'cmd'], syntax: batch},
  {name: 'asm', otherNames: ['assembly', 'nasm'], extensions: ['asm', 's'], syntax: assembly},
  {
    name: 'ini',
    otherNames: ['properties'],
    extensions: ['ini', 'cfg', 'conf', 'editorconfig', 'properties'],
    syntax: ini,
  },
]
