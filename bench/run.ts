import {writeFile} from 'node:fs/promises'
import {arch, availableParallelism, cpus, platform} from 'node:os'
import {parseArgs} from 'node:util'
import type {Benchmark, Report} from './benchmark.ts'
import {formatTable} from './format-table.ts'

const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  faults: async () => (await import('./faults.ts')).measureFaults,
  'chat-start': async () => (await import('./chat-start.ts')).measureChatStart,
  isolation: async () => (await import('./isolation.ts')).measureIsolation,
  overhead: async () => (await import('./overhead.ts')).measureOverhead,
  eight: async () => (await import('./eight.ts')).runEight,
  attacks: async () => (await import('./attacks.ts')).countAttacks,
}

const usage = `Usage: npm run bench -- NAME [--only CASE]... [--json FILE] [--install-peers]
Benchmarks: ${Object.keys(benchmarks).join(', ')}`

const machine = {
  node: process.version,
  platform: `${platform()}-${arch()}`,
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cpu_count: availableParallelism(),
}

process.exitCode = await main(process.argv.slice(2))

/** Returns the exit code: 0, 1 when a row is not as promised, 2 for wrong usage. */
async function main(argv: readonly string[]): Promise<number> {
  const asked = readArguments(argv)
  if (asked === undefined) {
    console.error(usage)
    return 2
  }

  const measure = await asked.load()
  const onCase = (name: string) => console.error(`… ${name}`)
  let report: Report
  try {
    report = await measure({only: asked.only, installsPeers: asked.installsPeers, onCase})
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return 2
  }
  console.log(describe(report))
  if (asked.json !== undefined) await writeFile(asked.json, `${JSON.stringify({...report, machine}, null, 2)}\n`)
  return report.holds ? 0 : 1
}

function readArguments(argv: readonly string[]) {
  try {
    const {values, positionals} = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        only: {type: 'string', multiple: true, default: []},
        json: {type: 'string'},
        'install-peers': {type: 'boolean', default: false},
      },
    })
    const [name = '', ...more] = positionals
    const load = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
    if (load === undefined || more.length > 0) return undefined
    return {load, only: values.only, json: values.json, installsPeers: values['install-peers']}
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return undefined
  }
}

function describe({title, rows, notes}: Report): string {
  const where = `Node ${machine.node} · ${machine.platform} · ${machine.cpu_count} CPUs · ${machine.cpu}`
  return [title, where, '', formatTable(rows), '', ...notes].join('\n')
}
