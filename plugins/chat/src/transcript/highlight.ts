import type {Paint, Style} from '../text/style.ts'
import {createTimeLimit} from './time-limit.ts'

/** Lines of code with colours. Must give as many lines as it got. */
export type PaintCode = (lines: readonly string[], language: string) => readonly string[]

export const withoutColors: PaintCode = (lines) => lines

const longestLine = 1000
// Some grammars read hostile lines for minutes, and nothing else happens meanwhile, Ctrl-C included.
const longestMs = 200

/** Loads the grammars of common languages, which takes a while and is done once. */
export async function loadHighlighter(style: Style): Promise<PaintCode> {
  // The types of the package bring those of the browser with them, for the whole program: written so, they are not looked at.
  const module = (await import('highlight.js/lib/common' satisfies string)) as {readonly default: Highlighter}
  const highlighter = module.default
  const paints = scopePaints(style)
  const within = createTimeLimit(longestMs)
  /** Languages that some text of this chat kept too long: they have no colours any more. */
  const slow = new Set<string>()
  return (lines, given) => {
    const language = given.toLowerCase()
    if (highlighter.getLanguage(language) === undefined) return lines
    if (slow.has(language) || lines.some((line) => line.length > longestLine)) return lines
    const html = within(() => highlighter.highlight(lines.join('\n'), {language, ignoreIllegals: true}).value)
    if (html === undefined) {
      slow.add(language)
      return lines
    }
    const painted = paintHtml(html, paints).split('\n')
    return painted.length === lines.length ? painted : lines
  }
}

interface Highlighter {
  getLanguage(name: string): object | undefined
  highlight(text: string, options: {language: string; ignoreIllegals: boolean}): {readonly value: string}
}

function scopePaints(style: Style): ReadonlyMap<string, Paint> {
  const paints: readonly (readonly [Paint, string])[] = [
    [style.magenta, 'keyword selector-tag built_in meta'],
    [style.green, 'string regexp addition subst'],
    [style.dim, 'comment quote'],
    [style.yellow, 'number literal symbol bullet attr attribute variable template-variable property'],
    [style.blue, 'title function_ class_ name section type tag'],
    [style.red, 'deletion'],
  ]
  return new Map(paints.flatMap(([paint, scopes]) => scopes.split(' ').map((scope) => [scope, paint] as const)))
}

const piece = /<span class="hljs-([\w-]+)[^"]*">|<\/span>|[^<]+/g
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#x27;': "'",
}

/** Each line is painted by itself: it may end up alone on its row. */
function paintHtml(html: string, paints: ReadonlyMap<string, Paint>): string {
  const open: (Paint | undefined)[] = []
  return html.replaceAll(piece, (text: string, scope: string | undefined) => {
    if (scope !== undefined) {
      open.push(paints.get(scope))
      return ''
    }
    if (text === '</span>') {
      open.pop()
      return ''
    }
    const paint = open.findLast((candidate) => candidate !== undefined)
    const code = text.replaceAll(/&(?:lt|gt|amp|quot|#x27);/g, (entity) => entities[entity] ?? entity)
    return paint === undefined ? code : code.split('\n').map(paint).join('\n')
  })
}
