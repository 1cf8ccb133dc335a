import {readdirSync, readlinkSync} from 'node:fs'
import {setTimeout as delay} from 'node:timers/promises'
import {expect, test} from 'vitest'
import {createPipeSupply} from '../../../src/process/pipe-supply.ts'
import {runProcess} from '../../../src/process/run-process.ts'

const never = new AbortController().signal
const defaults = {environment: {PATH: '/usr/bin:/bin'}, timeoutMs: 20_000, outputBytes: 10_000}

const openPipes = (): number =>
  readdirSync('/proc/self/fd').filter((descriptor) => {
    try {
      return readlinkSync(`/proc/self/fd/${descriptor}`).search(/codex-streams-.* \(deleted\)$/) !== -1
    } catch {
      return false
    }
  }).length

test('programs at once, more than pipes are made for, each get their own output and input', async () => {
  const pipes = createPipeSupply({programs: 2, idleMs: 60_000})
  const texts = Array.from({length: 9}, (_, index) => `text of ${index}`)

  const outcomes = await Promise.all(
    texts.map((text, index) =>
      runProcess(
        {
          ...defaults,
          argv: ['/bin/sh', '-c', 'cat > /dev/stdout; echo "to the side of $0" > /dev/stderr', String(index)],
          stdin: index % 2 === 0 ? Buffer.from(text) : bitByBit(text),
          pipes,
        },
        never,
      ),
    ),
  )

  expect(outcomes.map((outcome) => (outcome.kind === 'finished' ? textsOf(outcome) : outcome))).toEqual(
    texts.map((text, index) => [text, `to the side of ${index}\n`]),
  )
})

test('what is kept has no name, no program gets it, and it is closed when nobody takes it', async () => {
  const before = openPipes()
  const pipes = createPipeSupply({programs: 2, idleMs: 50})

  const outcome = await runProcess({...defaults, argv: ['/bin/ls', '-l', '/proc/self/fd'], pipes}, never)

  const kept = openPipes() - before
  await delay(200)
  expect({kept, afterwards: openPipes() - before}).toEqual({kept: 3, afterwards: 0})
  // Its own two outputs.
  expect(outcome.kind === 'finished' ? textsOf(outcome)[0]?.match(/codex-streams-/g) : outcome).toHaveLength(2)
})

async function* bitByBit(text: string) {
  for (const character of text) yield Buffer.from(character)
}

function textsOf({stdout, stderr}: {stdout: {bytes: Uint8Array}; stderr: {bytes: Uint8Array}}): readonly string[] {
  return [stdout, stderr].map(({bytes}) => Buffer.from(bytes).toString())
}
