import {expect, test} from 'vitest'
import type {Column} from '../../../src/output/render-table.ts'
import {renderTable} from '../../../src/output/render-table.ts'

interface Row {
  readonly name: string
  readonly size: string
  readonly note: string
}

const columns: readonly Column<Row>[] = [
  {title: 'NAME', rank: 1, cell: ({name}) => name},
  {title: 'NOTE', rank: 3, cell: ({note}) => note},
  {title: 'SIZE', rank: 2, align: 'right', cell: ({size}) => size},
]
const rows = [
  {name: 'a', size: '5', note: 'first'},
  {name: '寿司', size: '12345', note: ''},
]

test('columns stand below their titles, numbers at the right, wide characters as wide as they are', () => {
  expect(renderTable(rows, {columns, width: 80})).toBe(
    ['NAME  NOTE    SIZE', 'a     first      5', '寿司         12345'].join('\n'),
  )
})

test.each([
  [18, 'NAME  NOTE    SIZE'],
  [17, 'NAME   SIZE'],
  [10, 'NAME'],
  [1, 'NAME'],
])('in %i columns the titles are %j', (width, titles) => {
  expect(renderTable(rows, {columns, width}).split('\n')[0]).toBe(titles)
})

test('without rows there are only titles', () => {
  expect(renderTable([], {columns, width: Infinity})).toBe('NAME  NOTE  SIZE')
})
