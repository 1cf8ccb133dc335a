import {heredoc, lines, section} from '../scan/literal-rules.ts'
import {quoted} from '../scan/quoted.ts'
import type {CommentForm, Syntax} from '../scan/syntax.ts'
import type {Language} from './language.ts'
import {javascript} from './script-syntax.ts'

const arrow: CommentForm = {open: '<!--', close: '-->'}

/** The quoted values of a tag are literals, the text between tags is none. */
const values: Syntax = {
  comments: [],
  literals: [
    quoted({open: '"', escape: 'none', isMultiline: true}),
    quoted({open: "'", escape: 'none', isMultiline: true}),
  ],
}
const tag = section(/<[A-Za-z][\w:.-]*/y, {close: '>', syntax: () => values})
const style: Syntax = {
  comments: [{open: '/*', close: '*/'}],
  literals: [quoted({open: '"'}), quoted({open: "'"})],
}

const xml: Syntax = {
  comments: [arrow],
  literals: [quoted({open: '<![CDATA[', close: ']]>', escape: 'none', isMultiline: true}), tag],
}
/** What stands in `script` and `style` is read as JavaScript and CSS, whatever their attributes say. */
const html: Syntax = {
  comments: [arrow],
  embeds: [javascript, style],
  literals: [
    section(/<script\b[^>]{0,1000}>/iy, {close: '</script', syntax: () => javascript}),
    section(/<style\b[^>]{0,1000}>/iy, {close: '</style', syntax: () => style}),
    tag,
  ],
}
const php: Syntax = {
  comments: [
    {open: '//', stopsAt: '?>'},
    // `#[` begins an attribute.
    {open: '#', stopsAt: '?>', unless: /^\[/},
    {open: '/*', close: '*/'},
  ],
  literals: [
    heredoc(/<<<[ \t]*(?:([A-Za-z_]\w*)|'(\w+)'|"(\w+)")/y),
    quoted({open: '"', isMultiline: true}),
    quoted({open: "'", isMultiline: true}),
  ],
}
const phpPage: Syntax = {
  comments: [arrow],
  embeds: [php, javascript, style],
  literals: [section(/<\?(?:php\b|=)/iy, {close: '?>', syntax: () => php}), ...html.literals],
}
/** Indented code is read as text. */
const markdown: Syntax = {
  comments: [arrow],
  literals: [
    lines(/ {0,3}(`{3,}|~{3,})/y, (line, [, fence = '']) => (line.trim().startsWith(fence) ? 'last' : 'within')),
    quoted({open: '`', escape: 'none'}),
  ],
}

export const markupLanguages: readonly Language[] = [
  {name: 'html', extensions: ['html', 'htm', 'xhtml'], syntax: html},
  {name: 'xml', extensions: ['xml', 'svg', 'xsd', 'xsl', 'xslt', 'plist', 'csproj', 'xaml'], syntax: xml},
  {name: 'vue', extensions: ['vue'], syntax: html},
  {name: 'svelte', otherNames: ['astro'], extensions: ['svelte', 'astro'], syntax: html},
  {name: 'php', extensions: ['php', 'phtml'], interpreters: ['php'], marker: '/*cursor*/', syntax: phpPage},
  {name: 'markdown', otherNames: ['md'], extensions: ['md', 'markdown', 'mdx'], syntax: markdown},
  {
    name: 'jinja',
    otherNames: ['django', 'twig', 'nunjucks'],
    extensions: ['j2', 'jinja', 'jinja2', 'twig', 'njk'],
    syntax: template({open: '{#', close: '#}'}),
  },
  {
    name: 'handlebars',
    otherNames: ['mustache'],
    extensions: ['hbs', 'handlebars', 'mustache'],
    syntax: template({open: '{{!--', close: '--}}'}, {open: '{{!', close: '}}'}),
  },
  {name: 'erb', extensions: ['erb', 'ejs'], syntax: template({open: '<%#', close: '%>'})},
]

/** A page with comments of its template language beside its own. */
function template(...comments: readonly CommentForm[]): Syntax {
  return {...html, comments: [...comments, arrow]}
}
