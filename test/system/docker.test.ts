import {afterAll, expect, test} from 'vitest'
import createDockerBackend from '../../plugins/docker/src/docker.ts'
import {createSandboxHost} from '../../src/cli/create-sandbox-host.ts'
import {placeholderRecords} from '../../src/cli/work-folders.ts'
import {describeOverlap} from '../helpers/overlapping-sandboxes.ts'
import {podmanPlace} from '../helpers/podman-place.ts'
import {describeBehaviour} from '../helpers/sandbox-behaviour.ts'
import {describeConformance} from '../helpers/sandbox-conformance.ts'

const place = await podmanPlace()
const {env} = place
const codexHome = env['CODEX_HOME'] ?? ''
const backend = createDockerBackend(createSandboxHost({env, codexHome, name: 'docker'}))

afterAll(async () => {
  await place.close()
})

test('the backend works here, and says with which engine and image', async () => {
  expect(await backend.probe(new AbortController().signal)).toEqual({
    kind: 'works',
    detail: expect.stringMatching(
      /^podman \d[\w.]+, image localhost\/codex-test:1 \(sha256:[0-9a-f]{12}\); memory is limited/,
    ) as string,
  })
})

describeConformance(backend, {isConcurrent: true})
describeBehaviour(backend, {ordinaryUsers: [], env})
describeOverlap({name: 'docker', env, recordFolder: placeholderRecords(codexHome)})
