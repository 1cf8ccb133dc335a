import {expect, test} from 'vitest'
import {commandEnvironment} from '../../../src/sandbox/command-environment.ts'

const allowed = {
  readPaths: ['/usr', '/opt'],
  programPath: ['/opt/tool/bin', '/usr/bin'],
  toolEnvironment: {PYENV_ROOT: '/p'},
}
const always = {
  LANG: 'C.UTF-8',
  PYENV_ROOT: '/p',
  HOME: '/tmp',
  NO_COLOR: '1',
  PATH: '/opt/tool/bin:/usr/bin',
  SHELL: '/bin/bash',
}

test('nothing of the host is passed on unless it is listed', () => {
  const hostEnv = {
    OPENAI_API_KEY: 'sk-secret',
    AWS_SECRET_ACCESS_KEY: 'secret',
    PATH: '/home/ada/evil',
    HOME: '/home/ada',
    SHELL: '/home/ada/shell',
    LD_PRELOAD: '/tmp/x.so',
    NODE_OPTIONS: '--require /tmp/x.js',
    BASH_ENV: '/tmp/x.sh',
    GIT_DIR: '/elsewhere',
    npm_config_registry: 'https://user:password@registry.example.org',
    SSH_AUTH_SOCK: '/tmp/agent',
    toString: 'x',
    __proto__: 'x',
  }

  expect(commandEnvironment({hostEnv, allowed})).toEqual(always)
})

test('the user, the terminal, the locale and the time zone are passed on', () => {
  const hostEnv = {
    USER: 'ada',
    LOGNAME: 'ada',
    TERM: 'xterm-256color',
    LANG: 'de_DE.UTF-8',
    LC_TIME: 'C',
    TZ: 'Europe/Berlin',
  }

  expect(commandEnvironment({hostEnv, allowed})).toEqual({...always, ...hostEnv})
})

test.each([
  ['TZ', '/etc/shadow'],
  ['TZ', ':/etc/shadow'],
  ['TZ', '../../etc/shadow'],
  ['TZ', 'Europe/../../../etc/shadow'],
  ['LC_ALL', '/tmp/locale'],
  ['LANG', '../locale'],
  ['LC_ALL', 'C\nPATH=/tmp'],
  ['TERM', '../../tmp/terminfo'],
  ['USER', 'ada\u001b[2J'],
])('%s=%j is not passed on', (name, value) => {
  expect(commandEnvironment({hostEnv: {[name]: value}, allowed})).toEqual(always)
})

test('the folder of an installation is passed on when commands can see it', () => {
  const environment = (folder: string): unknown => commandEnvironment({hostEnv: {JAVA_HOME: folder}, allowed})

  expect(environment('/opt/java')).toEqual({...always, JAVA_HOME: '/opt/java'})
  expect(environment('/home/ada/java')).toEqual(always)
  expect(environment('/opt/../home/ada')).toEqual(always)
  expect(environment('/optical')).toEqual(always)
})
