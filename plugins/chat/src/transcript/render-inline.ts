import {domainToASCII} from 'node:url'
import type {MarkedToken, Token, Tokens} from 'marked'
import type {Style} from '../text/style.ts'

/** Styled text of what stands in a line. Texts are escaped already. */
export function renderInline(tokens: readonly Token[], style: Style): string {
  return tokens.map((token) => renderToken(token, style)).join('')
}

function renderToken(given: Token, style: Style): string {
  // The types of marked leave room for tokens of others; ours are only its own.
  const token = given as MarkedToken
  switch (token.type) {
    case 'strong':
      return style.bold(renderInline(token.tokens, style))
    case 'em':
      return style.italic(renderInline(token.tokens, style))
    case 'del':
      return style.strikethrough(renderInline(token.tokens, style))
    case 'codespan':
      return style.cyan(token.text)
    case 'br':
      return '\n'
    case 'link':
      return renderLink(token, style)
    case 'image':
      return `[image: ${token.text}] ${style.dim(`(${asciiHost(token.href)})`)}`
    case 'escape':
      return token.text
    case 'text':
      return token.tokens === undefined ? token.text : renderInline(token.tokens, style)
    case 'blockquote':
    case 'checkbox':
    case 'code':
    case 'def':
    case 'heading':
    case 'hr':
    case 'html':
    case 'list':
    case 'list_item':
    case 'paragraph':
    case 'space':
    case 'table':
      return token.raw
  }
}

/** The text and where it leads: an address is never hidden behind words. */
function renderLink(token: Tokens.Link, style: Style): string {
  const href = asciiHost(token.href)
  const text = renderInline(token.tokens, style)
  const plain = token.text.replace(/^https?:\/\//, '').replace(/\/$/, '')
  if (plain === href.replace(/^(?:https?:\/\/|mailto:)/, '').replace(/\/$/, '')) return style.underline(href)
  return `${style.underline(text)} ${style.dim(`(${href})`)}`
}

/** Letters of other alphabets can look like an address that one knows. */
function asciiHost(href: string): string {
  return href.replace(/^(\w+:\/\/)([^/?#]*)/u, (whole, scheme: string, host: string) => {
    if (/^[\x20-\x7e]*$/.test(host)) return whole
    const at = host.lastIndexOf('@') + 1
    const ascii = domainToASCII(host.slice(at).replace(/:\d*$/, ''))
    return ascii === '' ? whole : `${scheme}${ascii}`
  })
}
