import {mkdtemp, rm} from 'node:fs/promises'
import {tmpdir} from 'node:os'
import path from 'node:path'
import {type Fault, type FaultName, faults} from '../test/helpers/fault-table.ts'
import {type FaultRun, type FaultWire, playFault} from '../test/helpers/play-fault.ts'
import type {Benchmark, Choice, Row} from './benchmark.ts'
import {peersOnFaults} from './peers-on-faults.ts'

const wires: readonly FaultWire[] = ['responses', 'chat']

/** What the built program does when a server fails, one run for each fault and wire, one after the other. */
export const measureFaults: Benchmark = async (choice) => {
  const runs = []
  for (const [name, fault] of chosenFaults(choice)) {
    for (const wire of wires) {
      choice.onCase(`${name} over ${wire}`)
      const run = await playOnce(fault, wire)
      runs.push({row: toRow(name, {fault, wire, run}), isAsPromised: isAsPromised(fault, run)})
    }
  }
  return {
    title: 'faults: what codex does when the server fails',
    rows: runs.map(({row}) => row),
    notes,
    holds: runs.every((run) => run.isAsPromised),
  }
}

const notes = [
  'Measured in this run: requests, seconds from the start of the program to its end, exit_code, stdout_bytes.',
  'as_promised: requests, exit code, output and files are those of test/helpers/fault-table.ts.',
  'NOT measured in this run: peers_november_2026 quotes what was measured then; see bench/README.md.',
]

function chosenFaults({only}: Choice): readonly (readonly [FaultName, Fault])[] {
  const names: readonly string[] = faults.map(([name]) => name)
  const unknown = only.filter((name) => !names.includes(name))
  if (unknown.length > 0) throw new Error(`There is no fault ${unknown.join(', ')}. The faults: ${names.join(', ')}.`)
  return faults.filter(([name]) => only.length === 0 || only.includes(name))
}

async function playOnce(fault: Fault, wire: FaultWire): Promise<FaultRun> {
  const folder = await mkdtemp(path.join(tmpdir(), 'codex-bench-'))
  try {
    return await playFault(fault, {wire, folder})
  } finally {
    await rm(folder, {recursive: true, force: true})
  }
}

function toRow(name: FaultName, {fault, wire, run}: {fault: Fault; wire: FaultWire; run: FaultRun}): Row {
  return {
    fault: name,
    wire,
    requests: run.requests,
    seconds: Number(run.seconds.toFixed(1)),
    exit_code: run.exitCode ?? `${run.signal}`,
    stdout_bytes: Buffer.byteLength(run.stdout),
    as_promised: isAsPromised(fault, run) ? 'yes' : 'NO',
    peers_november_2026: peersOnFaults[name] ?? '',
  }
}

function isAsPromised({ends}: Fault, run: FaultRun): boolean {
  const isPlayed = run.misfits.length === 0 && run.unplayed === 0
  const isSaid = ends.says.every((words) => run.stderr.includes(words))
  const files = JSON.stringify(run.files) === JSON.stringify(ends.files ?? {})
  const isEnded = run.exitCode === ends.exitCode && run.requests === ends.requests && run.stdout === ends.stdout
  return isPlayed && isSaid && files && isEnded
}
