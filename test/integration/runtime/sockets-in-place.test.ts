import {once} from 'node:events'
import {access, readdir} from 'node:fs/promises'
import {createServer} from 'node:net'
import path from 'node:path'
import {expect, onTestFinished, test} from 'vitest'
import {runTurn} from '../../helpers/run-turn.ts'

const connect = (socket: string, done: string): string =>
  `perl -MSocket -e 'socket(my $s, AF_UNIX, SOCK_STREAM, 0); connect($s, pack_sockaddr_un("${socket}")) and print "BREACH"'; touch ${done}`
const call = (command: string) => ({reply: [{tool_call: {name: 'shell', arguments: {command}}}]})
/** Of this test process, which stands for a program of the user. */
const connections: string[] = []

async function listen(file: string): Promise<void> {
  const server = createServer((socket) => {
    connections.push(path.basename(file))
    socket.destroy()
  })
  onTestFinished(() => {
    server.close()
  })
  server.listen(file)
  await once(server, 'listening')
}

test('in place no command reaches a program that listens in the workspace, also not one that began later', async () => {
  const steps = [
    call(`${connect('.git/early.sock', 'one')}; mv .git git; ${connect('git/early.sock', 'two')}`),
    call('touch three'),
    call(connect('run/late.sock', 'four')),
    {reply: [{text: 'Done.'}]},
  ]
  const early = async (workspace: string) => listen(path.join(workspace, '.git/early.sock'))
  const exists = async (file: string) =>
    access(file).then(
      () => true,
      () => false,
    )
  let isListening = false

  const run = await runTurn({
    script: {steps},
    files: {'a.txt': 'a', '.git/HEAD': 'ref: x', 'run/b.txt': 'b'},
    flags: {isolation: 'in-place', 'approval-mode': 'full-auto'},
    beforeStart: early,
    async onEvent(_, workspace) {
      if (isListening || !(await exists(path.join(workspace, 'two')))) return
      isListening = true
      await listen(path.join(workspace, 'run/late.sock'))
    },
  })

  expect((await readdir(run.workspace)).toSorted()).toEqual(['.git', 'a.txt', 'four', 'one', 'run', 'three', 'two'])
  expect(await readdir(path.join(run.workspace, 'run'))).toEqual(['b.txt', 'late.sock'])
  expect(connections).toEqual([])
})
