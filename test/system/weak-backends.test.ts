import {test} from 'vitest'
import {bubblewrapMutants} from '../helpers/backend-mutants.ts'
import {expectAllCaught} from '../helpers/expect-all-caught.ts'

test('every weakened bubblewrap backend is caught, by rows that the whole one withstands', async () => {
  await expectAllCaught('bubblewrap', bubblewrapMutants)
}, 240_000)
