import {chown, readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {runTurn} from '../../helpers/run-turn.ts'

const isRoot = process.geteuid?.() === 0
const owner = isRoot ? 1234 : (process.geteuid?.() ?? 0)
const given = isRoot ? {owner} : {}
const who = isRoot ? 'another user, as root' : 'this ordinary user'
const patch =
  '*** Begin Patch\n*** Add File: new/deep/p.txt\n+patched\n*** Update File: a.txt\n-old\n+patched\n*** End Patch'
const command =
  'id -u; echo more >> a.txt; mkdir made; echo new > made/c.txt; cat new/deep/p.txt && echo more >> new/deep/p.txt'
const script = {
  steps: [
    {reply: [{tool_call: {name: 'apply_patch', arguments: {patch}}}]},
    {reply: [{tool_call: {name: 'shell', arguments: {command}}}]},
    {reply: [{text: 'Done.'}]},
  ],
}

test.each(['copy', 'in-place'])(
  `commands and patches write what belongs to ${who}, and all that is new belongs to them, too (%s)`,
  async (isolation) => {
    const flags = {'approval-mode': 'full-auto', isolation}
    const run = await runTurn({script, files: {'a.txt': 'old\n'}, flags, ...given})

    const outputs = run.events.flatMap((event) => (event.type === 'tool_call.end' ? [event.output] : []))
    const notices = run.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []))
    const places = ['a.txt', 'made', 'made/c.txt', 'new', 'new/deep', 'new/deep/p.txt']
    const owners = await Promise.all(places.map(async (name) => (await stat(path.join(run.workspace, name))).uid))
    expect(outputs.join('\n')).toContain(`${owner}\npatched`)
    expect(owners).toEqual(places.map(() => owner))
    expect(await readFile(path.join(run.workspace, 'a.txt'), 'utf8')).toBe('patched\nmore\n')
    expect(await readFile(path.join(run.workspace, 'new/deep/p.txt'), 'utf8')).toBe('patched\nmore\n')
    expect(notices).not.toContain('FILES_OF_ANOTHER_USER')
  },
)

test('files that belong neither to the owner of the folder nor to root of it are named in a notice', async () => {
  const steps = [{reply: [{tool_call: {name: 'shell', arguments: {command: 'echo new > a.txt; echo "end $?"'}}}]}]
  const run = await runTurn({
    script: {steps: [...steps, {reply: [{text: 'Done.'}]}]},
    files: {'a.txt': 'old\n', 'b.txt': 'own\n'},
    flags: {'approval-mode': 'full-auto'},
    ...given,
    beforeStart: async (workspace) => {
      // Only root can give a file away; for others there is nobody else.
      if (isRoot) await chown(path.join(workspace, 'a.txt'), 4321, 4321)
    },
  })

  const notices = run.events.flatMap((event) => (event.type === 'notice' ? [[event.code, event.text]] : []))
  const text = await readFile(path.join(run.workspace, 'a.txt'), 'utf8')
  const notice = `Commands run as 1234:1234, who owns ${run.workspace}, but files in it belong to 4321:4321`
  expect(text).toBe(isRoot ? 'old\n' : 'new\n')
  expect(notices).toEqual(isRoot ? [['FILES_OF_ANOTHER_USER', expect.stringContaining(notice)]] : [])
})
