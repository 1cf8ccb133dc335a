import {expect, test} from 'vitest'
import {engineEnvironment} from '../../../plugins/docker/src/engine.ts'
import {readInfo} from '../../../plugins/docker/src/find-engine.ts'
import {readImage} from '../../../plugins/docker/src/find-image.ts'

const podmanInfo = {
  version: {Version: '4.3.1'},
  host: {cgroupControllers: ['pids', 'memory'], security: {rootless: true, selinuxEnabled: true}},
}
const dockerInfo = {
  ServerVersion: '29.0.1',
  SecurityOptions: ['name=seccomp,profile=builtin', 'name=rootless', 'name=cgroupns'],
  PidsLimit: true,
  MemoryLimit: true,
  CPUShares: true,
}

test('what podman and docker say of themselves', () => {
  expect(readInfo('podman', '/usr/bin/podman', JSON.stringify(podmanInfo))).toEqual({
    ...{kind: 'podman', program: '/usr/bin/podman', version: '4.3.1', isRootless: true, usesSelinux: true},
    limits: {processes: true, memory: true, cpu: false},
  })
  expect(readInfo('docker', '/usr/bin/docker', JSON.stringify(dockerInfo))).toEqual({
    ...{kind: 'docker', program: '/usr/bin/docker', version: '29.0.1', isRootless: true, usesSelinux: false},
    limits: {processes: true, memory: true, cpu: true},
  })
})

test.each([
  ['docker', JSON.stringify(podmanInfo)],
  ['docker', JSON.stringify({ServerErrors: ['cannot connect'], ServerVersion: ''})],
  ['podman', '<no value>'],
  ['podman', 'null'],
  ['podman', ''],
] as const)('what answers for %s in other words is none: %j', (kind, json) => {
  expect(readInfo(kind, '/usr/bin/x', json)).toBeUndefined()
})

const id = 'a1'.repeat(32)

test.each([
  [`${id} ["A=b","PATH=/opt/bin:/usr/bin"]\n`, {name: 'n', id: `sha256:${id}`, path: ['/opt/bin', '/usr/bin']}],
  [`sha256:${id} null`, {name: 'n', id: `sha256:${id}`, path: []}],
  ['', undefined],
  ['latest ["PATH=/bin"]', undefined],
])('an image is read from %j', (answer, image) => {
  expect(readImage('n', answer)).toEqual(image)
})

test('the engine’s program gets what leads it to its engine, and nothing else', () => {
  const env = {
    HOME: '/home/me',
    DOCKER_HOST: 'unix:///x',
    OPENAI_API_KEY: 'sk-1',
    HTTP_PROXY: 'http://u:p@h',
    PATH: undefined,
  }

  expect(engineEnvironment(env)).toEqual({HOME: '/home/me', DOCKER_HOST: 'unix:///x'})
})
