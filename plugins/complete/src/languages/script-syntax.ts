import {regexLiteral} from '../scan/literal-rules.ts'
import {quoted} from '../scan/quoted.ts'
import type {LiteralRule, Syntax} from '../scan/syntax.ts'
import {slashes} from './language.ts'

const words = [
  'await',
  'case',
  'delete',
  'do',
  'else',
  'in',
  'instanceof',
  'new',
  'of',
  'return',
  'throw',
  'typeof',
  'void',
  'yield',
]

/** JavaScript and TypeScript. */
export const javascript: Syntax = {comments: slashes, literals: literalsWith(regexLiteral({words}))}

/**
 * With elements of JSX. Their text is read as code: an apostrophe or `//` in it may hide a marker on the same line.
 */
export const jsx: Syntax = {comments: slashes, literals: literalsWith(regexLiteral({words, hasElements: true}))}

function literalsWith(regex: LiteralRule): readonly LiteralRule[] {
  const hole = {begin: '${', open: '{', close: '}', syntax: () => javascript}
  return [quoted({open: '"'}), quoted({open: "'"}), quoted({open: '`', isMultiline: true, hole}), regex]
}
