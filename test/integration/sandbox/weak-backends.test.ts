import {attacks, conformanceRows} from '@codex-host/plugin-api/testing'
import {expect, test} from 'vitest'
import {namespacesMutants} from '../../helpers/backend-mutants.ts'
import {expectAllCaught} from '../../helpers/expect-all-caught.ts'
import {runInOuterSandbox} from '../../helpers/outer-sandbox.ts'

/** What these rows look for is not in the outer sandbox: there, even one without any protection may withstand them. */
const absentOutside = new Set([
  'write: cron',
  'write: system folders',
  'read: shadow, disks, kernel memory',
  'read: kernel and system logs',
  'read: kernel log by its system call',
  'process: root and descriptors of process 1',
  'process: writes to the terminal',
  'process: device node',
  'process: raises its limits',
  'process: disk of the host through temporary folders',
  'network: DNS',
  'network: known sockets of the host',
  // Kernels differ in what they have, and in what they refuse to everybody.
  ...['bpf', 'userfaultfd', 'io_uring_setup', 'crypto socket', 'vsock socket'].map((name) => `system call: ${name}`),
])

test('a backend that claims all and enforces none fails every attack, and all else works', async () => {
  const asUser = await runInOuterSandbox([{backend: 'pretender'}], 'ordinary user')
  const withstood = asUser.filter(({result}) => result !== 'breached').map(({id}) => id)
  const others = attacks.map(({id}) => id).filter((id) => withstood.includes(id))
  const asRoot = await runInOuterSandbox([{backend: 'pretender as root', rows: others}], 'root')

  expect(asUser.map(({id}) => id)).toEqual(conformanceRows.map(({id}) => id))
  expect(asUser.filter((row) => row.result === 'not-run' || row.result === 'broken')).toEqual([])
  expect(asRoot.filter(({id, result}) => result !== 'breached' && !absentOutside.has(id))).toEqual([])
}, 240_000)

test('every weakened namespaces backend is caught, by rows that the whole one withstands', async () => {
  await expectAllCaught('namespaces', namespacesMutants)
}, 240_000)
