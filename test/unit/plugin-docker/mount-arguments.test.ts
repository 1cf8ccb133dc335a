import type {Mount} from '@codex-host/plugin-api'
import {expect, test} from 'vitest'
import {engineMounts, mountArguments} from '../../../plugins/docker/src/mount-arguments.ts'

const empty = {file: '/state/empty-file', folder: '/state/empty-folder'}
const bind = (path: string, more: Partial<Extract<Mount, {kind: 'bind'}>> = {}) =>
  ({kind: 'bind', type: 'directory', source: path, path, access: 'read', submounts: [], ...more}) as const

test('the system is the image’s; tools of the user and a workspace anywhere are the host’s', () => {
  const mounts: readonly Mount[] = [
    {kind: 'link', path: '/bin', to: 'usr/bin'},
    bind('/usr'),
    bind('/etc/ssl/certs'),
    bind('/usrlocal'),
    bind('/home/me/.nvm/v24'),
    bind('/opt/project', {access: 'write'}),
    {kind: 'empty', type: 'file', path: '/opt/project/.env'},
  ]

  expect(engineMounts(mounts, '/opt/project').map(({path}) => path)).toEqual([
    ...['/usrlocal', '/home/me/.nvm/v24', '/opt/project', '/opt/project/.env'],
  ])
})

test('of two mounts at one place the upper one is made', () => {
  const upper = {kind: 'empty', type: 'directory', path: '/project/a'} as const

  expect(engineMounts([bind('/project'), bind('/project/a', {access: 'write'}), upper], '/project')).toEqual([
    bind('/project'),
    upper,
  ])
})

test('what is hidden lies under something empty that cannot be written', () => {
  const hidden = [
    {kind: 'empty', type: 'file', path: '/project/.env'},
    {kind: 'empty', type: 'directory', path: '/project/private'},
  ] as const

  expect(mountArguments(hidden, {kind: 'podman', empty})).toEqual([
    ...['--mount', 'type=bind,source=/state/empty-file,target=/project/.env,readonly'],
    ...['--mount', 'type=bind,source=/state/empty-folder,target=/project/private,readonly'],
  ])
})

test('a path with commas, quotes and blanks stays one path', () => {
  const odd = '/a b,"c"\t=x'

  expect(mountArguments([bind(odd, {source: '/view', access: 'write'})], {kind: 'docker', empty})).toEqual([
    ...['--mount', 'type=bind,source=/view,"target=/a b,""c""\t=x"'],
  ])
})

test('mounts below a read-only one are read-only as well', () => {
  const mount = bind('/tools', {source: '/host/tools', submounts: ['/host/tools/cache']})

  expect(mountArguments([mount], {kind: 'podman', empty})).toEqual([
    ...['--mount', 'type=bind,source=/host/tools,target=/tools,readonly,bind-nonrecursive'],
    ...['--mount', 'type=bind,source=/host/tools/cache,target=/tools/cache,readonly,bind-nonrecursive'],
  ])
  expect(mountArguments([mount], {kind: 'docker', empty})).toEqual([
    '--mount',
    'type=bind,source=/host/tools,target=/tools,readonly,bind-recursive=readonly,bind-propagation=rprivate',
  ])
})
