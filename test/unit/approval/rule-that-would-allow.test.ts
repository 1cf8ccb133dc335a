import fc from 'fast-check'
import {expect, test} from 'vitest'
import {parse} from 'yaml'
import {z} from 'zod'
import {matchCommandRules, matchPathRules} from '../../../src/approval/match-rules.ts'
import type {Rule} from '../../../src/approval/rule.ts'
import {ruleThatWouldAllow} from '../../../src/approval/rule-that-would-allow.ts'

const yamlRules = z.array(
  z.strictObject({allow: z.enum(['shell', 'apply_patch']), command: z.string(), path: z.string()}).partial(),
)

/** Reads suggested lines as the configuration would. */
function rulesFrom(lines: readonly string[]): Rule[] {
  return yamlRules.parse(parse(lines.join('\n'))).map((line) => ({
    effect: 'allow',
    tool: line.allow ?? 'network',
    pattern: line.command ?? line.path ?? '',
    from: 'user',
    place: 'here',
  }))
}

test.each([
  ['npm test', ['- {allow: shell, command: "npm test"}']],
  ['npm  test 2>&1 | tail -5', ['- {allow: shell, command: "npm test"}']],
  ['a && b', ['- {allow: shell, command: "a"}', '- {allow: shell, command: "b"}']],
  ['a "b c" \'d*\' \\\\', [String.raw`- {allow: shell, command: "a 'b c' 'd\\*' '\\\\'"}`]],
  ['a \u202e', [String.raw`- {allow: shell, command: "a '\U0000202e'"}`]],
])('%j would be allowed by %j', (line, lines) => {
  expect(ruleThatWouldAllow({kind: 'command', line, isSandboxed: true})).toEqual({kind: 'rules', lines})
})

test.each([
  ['npm test > out', 'it redirects to or from a file'],
  ['npm test $x', 'some of its words are known only when it runs'],
  ['A=1 npm test', 'it sets a variable'],
  ['npm test &', 'it is more than plain commands (background)'],
  ["npm 'test", 'a single quote is not closed'],
])('no rule would allow %j', (line, because) => {
  expect(ruleThatWouldAllow({kind: 'command', line, isSandboxed: true})).toEqual({kind: 'none', because})
})

test('a suggested rule allows exactly what was asked about, whatever its words are', () => {
  const words = fc.array(fc.string({minLength: 1, maxLength: 8, unit: 'grapheme'}), {minLength: 1, maxLength: 4})

  fc.assert(
    fc.property(words, (texts) => {
      const line = ['npm', ...texts].map((text) => `'${text.replaceAll("'", String.raw`'\''`)}'`).join(' ')
      const suggestion = ruleThatWouldAllow({kind: 'command', line, isSandboxed: true})
      if (suggestion.kind === 'none') return

      const rules = rulesFrom(suggestion.lines)
      expect(matchCommandRules(line, rules, true).kind).toBe('allow')
      expect(matchCommandRules(`${line} more`, rules, true).kind).toBe('none')
    }),
  )
})

test('a suggested rule for files allows exactly these files', () => {
  const paths = ['src/a*.ts', 'docs/"b"\\c']
  const suggestion = ruleThatWouldAllow({kind: 'change-set', paths})
  const rules = suggestion.kind === 'rules' ? rulesFrom(suggestion.lines) : []

  expect(matchPathRules(paths, rules).kind).toBe('allow')
  expect(matchPathRules(['src/ab.ts'], rules)).toEqual({kind: 'none'})
})
