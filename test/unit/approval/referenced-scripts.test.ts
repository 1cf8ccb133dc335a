import {expect, test} from 'vitest'
import {referencedScripts} from '../../../src/approval/referenced-scripts.ts'

test.each([
  {line: 'bash deploy.sh --now', scripts: ['deploy.sh']},
  {line: './a.sh && python3 -u "my script.py" < in.txt > out.txt', scripts: ['./a.sh', 'my script.py']},
  {line: 'timeout 5 env X=1 bash -x tools/x.sh', scripts: ['tools/x.sh']},
  {line: '. ./env.sh; source other', scripts: ['./env.sh', 'other']},
  {line: 'npm test && make -j4', scripts: ['package.json', 'GNUmakefile', 'makefile', 'Makefile']},
  {line: 'touch one two', scripts: []},
  {line: 'bash $(find . -name x)', scripts: []},
  {line: 'case x in', scripts: []},
])('$line runs $scripts', ({line, scripts}) => {
  expect(referencedScripts(line).toSorted()).toEqual(scripts.toSorted())
})
