import {expect, test} from 'vitest'
import {commandEnvironment, execArguments} from '../../../plugins/docker/src/exec-arguments.ts'

const terms = {name: 'codex-1', user: {uid: 1000, gid: 100}, environment: {PATH: '/usr/bin', A: 'b c'}, mark: 'm4rk'}

test('a command has the user, the folder and exactly the variables of the policy', () => {
  const args = execArguments({argv: ['bash', '-c', 'echo $A'], cwd: '/work'}, terms)

  expect(args.slice(0, 8)).toEqual(['exec', '--user', '1000:100', '--workdir', '/work', 'codex-1', '/bin/sh', '-c'])
  expect(args.slice(9)).toEqual([
    ...['codex', 'm4rk', 'env', '-i', '--', 'PATH=/usr/bin', 'A=b c', 'bash', '-c', 'echo $A'],
  ])
})

test('stdin is passed on only where there is one', () => {
  const command = {argv: ['cat'] as [string], cwd: '/', stdin: new Uint8Array()}

  expect(execArguments(command, terms).slice(0, 2)).toEqual(['exec', '--interactive'])
})

test('programs of the image go before those of the host, each folder once', () => {
  expect(commandEnvironment({PATH: '/home/me/bin:/usr/bin', HOME: '/tmp'}, ['/usr/local/bin', '/usr/bin'])).toEqual({
    PATH: '/usr/local/bin:/usr/bin:/home/me/bin',
    HOME: '/tmp',
  })
  expect(commandEnvironment({}, [])).toEqual({PATH: ''})
})
