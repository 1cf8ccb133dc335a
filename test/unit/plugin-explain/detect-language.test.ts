import {expect, test} from 'vitest'
import {detectLanguage, languageNamed} from '../../../plugins/explain/src/language/detect-language.ts'

test.each([
  {file: 'src/a.ts', line: '', id: 'typescript'},
  {file: 'A.PY', line: '', id: 'python'},
  {file: 'x/Dockerfile', line: '', id: 'dockerfile'},
  {file: 'run', line: '#!/usr/bin/env -S node --flag', id: 'javascript'},
  {file: 'run', line: '#!/usr/bin/python3.12', id: 'python'},
  {file: 'run', line: '#!/bin/sh -e', id: 'bash'},
  {file: 'notes.zzz', line: 'text', id: undefined},
  {file: 'run', line: '', id: undefined},
])('$file with "$line" is $id', ({file, line, id}) => {
  expect(detectLanguage(file, line)?.id).toBe(id)
})

test.each([
  {word: 'TypeScript', id: 'typescript'},
  {word: 'tsx', id: 'typescript'},
  {word: '.rs', id: 'rust'},
  {word: 'C++', id: 'cpp'},
  {word: 'klingon', id: undefined},
])('--language $word is $id', ({word, id}) => {
  expect(languageNamed(word)?.id).toBe(id)
})
