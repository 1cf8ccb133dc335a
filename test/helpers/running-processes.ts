import {readdir, readFile} from 'node:fs/promises'
import {eventually} from './eventually.ts'

/** Waits until exactly this runs: a shell that is about to start it names it too. */
export async function processStarts(line: string): Promise<void> {
  await eventually(`a process "${line}"`, async () => (await processesNaming(line)).includes(line))
}

/** Waits until nothing whose command line contains `text` runs; gives back what still does. */
export async function processesLeft(text: string): Promise<readonly string[]> {
  await eventually(`the end of "${text}"`, async () => (await processesNaming(text)).length === 0).catch(() => {})
  return processesNaming(text)
}

/** The ids of the processes that have `text` in their environment or arguments. */
export async function processesHolding(text: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const holds = async (id: string) => {
    const parts = await Promise.all(
      ['environ', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
    )
    return parts.some((part) => part.includes(text))
  }
  const found = await Promise.all(ids.map(async (id) => ((await holds(id)) ? [Number(id)] : [])))
  return found.flat()
}

/** The command lines of all running processes that contain `text`. */
async function processesNaming(text: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.map((line) => line.replaceAll('\0', ' ').trim()).filter((line) => line.includes(text))
}
