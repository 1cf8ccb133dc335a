import {expect, test} from 'vitest'
import {copyArguments} from '../../../src/workspace/copy-arguments.ts'

const [source, target] = ['/work/-odd name/.', '/copies/tree']

test.each([
  ['linux', 'always', '-a -x --reflink=always --'],
  ['linux', 'where-possible', '-a -x --reflink=auto --'],
  ['darwin', 'always', '-c -R -P -p --'],
  ['darwin', 'where-possible', '-c -R -P -p --'],
] as const)('on %s, sharing %s: cp %s', (platform, sharing, options) => {
  expect(copyArguments({sharing, source, target}, platform)).toEqual([...options.split(' '), source, target])
})
