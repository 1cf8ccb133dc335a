import {expect, test} from 'vitest'
import {createEditor} from '../../../plugins/chat/src/editor/create-editor.ts'
import {completeFile} from '../../../plugins/chat/src/editor/complete-file.ts'
import {completeSlash} from '../../../plugins/chat/src/editor/complete-slash.ts'
import {draftLook, editorRows} from '../../../plugins/chat/src/editor/editor-rows.ts'
import {createKeyDecoder} from '../../../plugins/chat/src/terminal/key-decoder.ts'
import {createStyle, type Look} from '../../../plugins/chat/src/text/style.ts'

const look: Look = {
  style: createStyle(false),
  columns: 20,
  escape: (text) => text.replaceAll('\u202E', '<U+202E>').replaceAll('\u0007', '\\x07'),
}

const project = ['src/a b.ts', 'src/app.ts', 'test/app.test.ts']

function editing(history: readonly string[] = [], names: () => readonly string[] | undefined = () => project) {
  const editor = createEditor({
    completers: [
      completeSlash(() => [
        {name: 'diff', summary: 'Show changes.'},
        {name: 'help', summary: 'List commands.'},
      ]),
      completeFile({names}),
    ],
    history: () => history,
  })
  const decoder = createKeyDecoder()
  const sent: string[] = []
  const type = (keys: string) => {
    for (const key of [...decoder.push(keys), ...decoder.flush()]) {
      if (editor.press(key, draftLook(editor, look)) === 'send') sent.push(editor.take().text)
    }
  }
  return {
    editor,
    sent,
    type,
    /** The draft, with `|` where the cursor is. */
    draft: () => {
      const {text, cursor} = editor.state().draft
      return `${text.slice(0, cursor)}|${text.slice(cursor)}`
    },
    rows: (most = 10) => editorRows(editor, look, most),
  }
}

const keys = {
  up: '\u001B[A',
  down: '\u001B[B',
  right: '\u001B[C',
  left: '\u001B[D',
  home: '\u001B[H',
  end: '\u001B[F',
  wordLeft: '\u001B[1;5D',
  wordRight: '\u001B[1;5C',
  delete: '\u001B[3~',
  undo: '\u001F',
  search: '\u0012',
} as const

test.each([
  ['text goes in where the cursor is', `ac${keys.left}b`, 'ab|c'],
  ['a letter with its marks is one step', `e\u0301x${keys.left}${keys.left}`, '|e\u0301x'],
  ['a flag is erased as a whole', 'a🇩🇪\u007F', 'a|'],
  ['Home and End stay on the line', `one\ntwo${keys.home}x${keys.end}y`, 'one\nxtwoy|'],
  ['words are stepped over', `one, two.three${keys.wordLeft}${keys.wordLeft}x`, 'one, x|two.three'],
  ['to the end of the next word', `one two${keys.home}${keys.wordRight}${keys.wordRight}x`, 'one twox|'],
  ['Delete takes what is to the right', `abc${keys.home}${keys.delete}`, '|bc'],
  ['Ctrl-W takes the word before', 'one --two\u0017', 'one |'],
  ['Ctrl-K takes the rest of the line, then the line end', `one\ntwo${keys.up}${keys.home}\u000B\u000B`, '|two'],
  ['Ctrl-U and Ctrl-Y move a line', `one\u0015two \u0019`, 'two one|'],
  ['cuts that follow each other are one piece', 'one two\u0017\u0017\u0019', 'one two|'],
  ['Alt-Y takes the cut before', 'one\u0015two\u0015x\u0019\u001By', 'xone|'],
  ['undo takes back a cut', `one two\u0017${keys.undo}`, 'one two|'],
  ['up and down keep their column', `abcdef\nx\nabcdef${keys.left}${keys.up}${keys.up}`, 'abcde|f\nx\nabcdef'],
  ['Alt-Enter and Ctrl-J make a line', 'a\u001B\rb\nc', 'a\nb\nc|'],
  ['a backslash before Enter makes a line', 'a\\\rb', 'a\nb|'],
])('%s', (_name, typed, expected) => {
  const {type, draft} = editing()

  type(typed)

  expect(draft()).toBe(expected)
})

test('undo takes back a word, not a letter', () => {
  const {type, draft} = editing()

  for (const letter of 'one two') type(letter)
  type(keys.undo)

  expect(draft()).toBe('one|')
})

test('Enter sends and empties the editor; nothing but blanks is not sent', () => {
  const {type, sent, draft} = editing()

  type(' \rhello\r')

  expect({sent, draft: draft()}).toEqual({sent: [' hello'], draft: '|'})
})

test('earlier prompts come back, and what was being written as well', () => {
  const {type, draft} = editing(['first', 'second'])

  type(`new${keys.up}`)
  const newest = draft()
  type(keys.up)
  const oldest = draft()
  type(`${keys.up}${keys.down}${keys.down}`)

  expect([newest, oldest, draft()]).toEqual(['second|', 'first|', 'new|'])
})

test('the search finds the newest prompt with these letters, then the one before', () => {
  const {type, draft, rows} = editing(['fix the Tests', 'write docs', 'run tests'])

  type(`draft${keys.search}tests`)
  const shown = rows().rows
  type(`${keys.search}\t`)

  expect(shown).toEqual(['search: tests', '  run tests'])
  expect(draft()).toBe('fix the Tests|')
})

test('Esc in the search gives back what was being written', () => {
  const {type, draft} = editing(['run tests'])

  type(`draft${keys.search}tests`)
  type('\u001B')

  expect(draft()).toBe('draft|')
})

test('a paste of 5,000 lines is one character that says so, and is sent whole', () => {
  const {type, sent, rows, editor} = editing()
  const pasted = Array.from({length: 5000}, (_, index) => `\tline ${index}`).join('\n')

  type(`see \u001B[200~${pasted}\u001B[201~`)
  const shown = rows().rows
  const length = editor.state().draft.text.length
  type('\r')

  expect(shown).toEqual(['> see ', '  [paste 5,000 lines]'])
  expect(length).toBe(6)
  expect(sent).toEqual([`see ${pasted}`])
})

test('a folded paste is erased with one key', () => {
  const {type, draft} = editing()

  type(`\u001B[200~${'x\n'.repeat(20)}\u001B[201~\u007F`)

  expect(draft()).toBe('|')
})

test('nobody can type the character that stands for a paste', () => {
  const {type, sent} = editing()

  type(`\u001B[200~${'x\n'.repeat(20)}\u001B[201~\u0015`)
  type('\u{10F000}\r')

  expect(sent).toEqual(['\uFFFD'])
})

test('what could deceive is shown as an escape and sent as it is', () => {
  const {type, sent, rows} = editing()

  type('\u001B[200~a\u202Eb\u0007\u001B[201~')
  const shown = rows().rows
  type('\r')

  expect({shown, sent}).toEqual({shown: ['> a<U+202E>b\\x07'], sent: ['a\u202Eb\u0007']})
})

test('long lines are broken at the width, wide letters as a whole, and the cursor is where it looks', () => {
  const {type, rows} = editing()

  type('日本語日本語日本語日本語')

  expect(rows()).toEqual({rows: ['> 日本語日本語日本', '  語日本語'], cursor: {row: 1, column: 10}})
})

test('a long draft is shown around the cursor, with marks where it goes on', () => {
  const {type, rows} = editing()

  type(Array.from({length: 9}, (_, index) => `l${index}`).join('\n'))
  type(keys.up.repeat(4))

  expect(rows(3)).toEqual({rows: ['⋮ l3', '  l4', '⋮ l5'], cursor: {row: 1, column: 4}})
})

test('a slash offers commands, and Tab takes the one that is marked', () => {
  const {type, rows, draft} = editing()

  type('/')
  const shown = rows().rows
  type(`${keys.down}\t`)

  expect(shown).toEqual(['> /', '→ /diff  Show chan…', '  /help  List comm…'])
  expect(draft()).toBe('/help |')
})

test('Enter takes a command that is only begun, and sends one that is complete', () => {
  const {type, sent} = editing()

  type('/di\r')
  const afterFirst = [...sent]
  type('\r')

  expect([afterFirst, sent]).toEqual([[], ['/diff ']])
})

test('an @ offers files by letters in their order, and quotes those with blanks', () => {
  const {type, rows, draft} = editing()

  type('look at @apptest')
  const shown = rows().rows.slice(1)
  type('\t@sab')
  type('\t')

  expect(shown).toEqual(['→ @test/app.test.ts'])
  expect(draft()).toBe('look at @test/app.test.ts @"src/a b.ts" |')
})

test('Esc closes the list until something else is typed', () => {
  const {type, rows} = editing()

  type('@a')
  type('\u001B')
  const closed = rows().rows.length
  type('p')

  expect([closed, rows().rows.length > 1]).toEqual([1, true])
})

test('while files are looked for the list says so', () => {
  const {type, rows} = editing([], () => undefined)

  type('@')

  expect(rows().rows).toEqual(['> @', '  looking for files'])
})
