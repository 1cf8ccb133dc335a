import {expect, test} from 'vitest'
import {leadsOut} from '../../../src/workspace/leads-out.ts'
import type {WorkspacePath} from '../../../src/workspace/workspace-path.ts'

test.each([
  {target: 'b', isOut: false},
  {target: '../lib/b', isOut: false},
  {target: '..', isOut: false},
  {target: '/work/lib', isOut: false},
  {target: '../..', isOut: true},
  {target: '/etc/passwd', isOut: true},
  {target: '/work-evil', isOut: true},
  {target: 'name/../../b', isOut: true},
])('a link in a folder to $target leads out: $isOut', ({target, isOut}) => {
  expect(leadsOut('/work', 'src/link' as WorkspacePath, target)).toBe(isOut)
})
