import {expect, test} from 'vitest'
import {dockerSeccompProfile, isComplete, profileText} from '../../helpers/docker-seccomp-profile.ts'

test('the profile in the package is the one made from the lists of refused calls', async () => {
  await expect(profileText()).toMatchFileSnapshot('../../../plugins/docker/seccomp.json')
})

test('each call that the filter of bubblewrap looks into has a rule in it', () => {
  expect(isComplete(dockerSeccompProfile())).toBe(true)
})
