import {readFile} from 'node:fs/promises'
import path from 'node:path'
import {expect, test} from 'vitest'
import {runTurn} from '../../helpers/run-turn.ts'

const isRoot = process.geteuid?.() === 0
const owner = isRoot ? 1234 : (process.geteuid?.() ?? 0)
const command = 'echo new > a.txt; echo "end $?"'
const script = {
  steps: [{reply: [{tool_call: {name: 'shell', arguments: {command}}}]}, {reply: [{text: 'Done.'}]}],
}

test.each(['copy', 'in-place'])(
  'root is told before the first command that commands cannot write the files of others (%s)',
  async (isolation) => {
    const flags = {'approval-mode': 'full-auto', isolation}
    const run = await runTurn({script, files: {'a.txt': 'old\n'}, flags, ...(isRoot && {owner})})

    const notices = run.events.flatMap((event) => (event.type === 'notice' ? [event.code] : []))
    const outputs = run.events.flatMap((event) => (event.type === 'tool_call.end' ? [event.output] : []))
    const text = await readFile(path.join(run.workspace, 'a.txt'), 'utf8')
    // Somebody else than root owns what they work on, and is told nothing.
    expect({said: notices.includes('FILES_OF_ANOTHER_USER'), text}).toEqual(
      isRoot ? {said: true, text: 'old\n'} : {said: false, text: 'new\n'},
    )
    expect(outputs.join('\n')).toContain(isRoot ? 'Permission denied' : 'end 0')
    expect(owner).not.toBe(0)
  },
)
