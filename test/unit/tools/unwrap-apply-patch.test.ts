import {expect, test} from 'vitest'
import {unwrapApplyPatch} from '../../../src/tools/unwrap-apply-patch.ts'

test.each([
  ["apply_patch <<'EOF'\nP\nEOF", {kind: 'patch', patch: 'P'}],
  ['applypatch <<"END"\nP\nEND\n\n', {kind: 'patch', patch: 'P'}],
  ['apply_patch<<EOF\nP\nEOF', {kind: 'patch', patch: 'P'}],
  ['  apply_patch <<EOF\nP $HOME `x`\nEOF', {kind: 'patch', patch: 'P $HOME `x`'}],
  ["apply_patch <<-'EOF'\nP\n\tEOF", {kind: 'patch', patch: 'P'}],
  ["cd a/b && apply_patch <<'EOF'\nP\nEOF", {kind: 'patch', patch: 'P', folder: 'a/b'}],
  ["cd 'a b' && apply_patch <<'EOF'\nP\nEOF", {kind: 'patch', patch: 'P', folder: 'a b'}],
  ['cd "a b" && apply_patch <<\'EOF\'\nP\nEOF', {kind: 'patch', patch: 'P', folder: 'a b'}],
])('%j carries a patch', (command, expected) => {
  expect(unwrapApplyPatch(command)).toEqual(expected)
})

test.each([
  'apply_patch',
  'apply_patch fix.diff',
  "apply_patch <<'EOF'\nP",
  "apply_patch <<'EOF'\nP\nEOF\nrm -rf x",
  "apply_patch <<'EOF' && npm test\nP\nEOF",
  "apply_patch <<'EOF'\nP\nEOF\nEOF",
  "apply_patch <<'EOF'\nP\n EOF",
])('%j is for the tool, but unclear', (command) => {
  expect(unwrapApplyPatch(command)).toEqual({kind: 'unclear'})
})

test.each([
  'ls',
  'echo apply_patch',
  'apply_patch_all',
  './apply_patch <<EOF\nP\nEOF',
  'cd $(rm -rf x) && apply_patch <<EOF\nP\nEOF',
  'cd a; apply_patch <<EOF\nP\nEOF',
  'cd a b && apply_patch <<EOF\nP\nEOF',
])('%j is a command', (command) => {
  expect(unwrapApplyPatch(command)).toEqual({kind: 'command'})
})
