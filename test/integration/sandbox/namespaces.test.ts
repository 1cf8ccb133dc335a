import {expect, test} from 'vitest'
import {createNamespacesBackend} from '../../../src/sandbox/namespaces.ts'
import {describeBehaviour} from '../../helpers/sandbox-behaviour.ts'
import {describeOwner} from '../../helpers/owner-behaviour.ts'
import {describeNetwork} from '../../helpers/network-conformance.ts'
import {describeConformance} from '../../helpers/sandbox-conformance.ts'

const backend = createNamespacesBackend()

test('the backend works here', async () => {
  expect(await backend.probe(new AbortController().signal)).toEqual({
    kind: 'works',
    detail: expect.stringMatching(/limited/),
  })
})

describeConformance(backend)
describeBehaviour(backend)
describeOwner(backend)
describeNetwork(backend)
