import {expect, test} from 'vitest'
import {type TextKind, withoutSecrets} from '../../../src/cli/reading/without-secrets.ts'
import {createTurnSecrets} from '../../../src/cli/turn-secrets.ts'

const key = 'sk-live-0123456789abcdefABCDEF'

function recorded() {
  const secrets = createTurnSecrets({env: {OPENAI_API_KEY: key}})
  const shown: (readonly [TextKind, string])[] = []
  const said = withoutSecrets(secrets, async (text, kind) => void shown.push([kind, text]))
  const textOf = (kind: TextKind) => shown.flatMap(([of, text]) => (of === kind ? [text] : [])).join('')
  return {secrets, shown, said, textOf}
}

test('a key that comes in two pieces is shown in neither', async () => {
  const {said, textOf} = recorded()

  await said.write(`The key is ${key.slice(0, 10)}`, 'prose')
  await said.write(`${key.slice(10)} and nothing else.`, 'prose')
  await said.flush()

  expect(textOf('prose')).toMatch(/^The key is \S+ and nothing else\.$/)
  expect(textOf('prose')).not.toContain(key.slice(0, 10))
  expect(textOf('prose')).not.toContain(key.slice(10))
})

test('exact text passes as it is, after what was held back before it', async () => {
  const {said, shown} = recorded()

  await said.write('almost sk-liv', 'styled')
  await said.write(`const key = '${key}'`, 'exact')
  await said.write('after', 'prose')
  await said.flush()

  const kinds = [...new Set(shown.map(([kind]) => kind))]
  const textOf = (wanted: TextKind) => shown.flatMap(([kind, text]) => (kind === wanted ? [text] : [])).join('')
  expect({kinds, styled: textOf('styled'), exact: textOf('exact'), prose: textOf('prose')}).toEqual({
    kinds: ['styled', 'exact', 'prose'],
    styled: 'almost sk-liv',
    exact: `const key = '${key}'`,
    prose: 'after',
  })
})

test('a key that becomes known before the first words is taken out of them', async () => {
  const {secrets, said, textOf} = recorded()
  secrets.note('late-secret-value-77')

  await said.write('It is late-secret-value-77.', 'prose')
  await said.flush()

  expect(textOf('prose')).not.toContain('late-secret-value-77')
})

test('nothing is shown where nothing was held back', async () => {
  const {said, shown} = recorded()

  await said.flush()
  await said.write('', 'prose')
  await said.flush()

  expect(shown).toEqual([])
})

test('events, results and lines of progress have no secrets, whatever is known by then', () => {
  const {secrets, said} = recorded()
  const before = said.json({text: `Explaining ${key}`, count: 2})
  secrets.note('late-secret-value-77')

  expect(before).toEqual({text: expect.not.stringContaining(key), count: 2})
  expect(said.json('late-secret-value-77.ts')).not.toContain('late-secret-value-77')
})
