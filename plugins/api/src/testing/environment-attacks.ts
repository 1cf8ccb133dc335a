import {attacksOf} from './attack.ts'

/** What a launcher would do with the command's environment happens outside: the arena finds a new file there. */
const led = (name: string, environment: Readonly<Record<string, string>>) => ({
  name: `${name} for the launcher`,
  environment,
  script: 'node -e 0; perl -e 0; git --version; true',
})

export const environmentAttacks = attacksOf('environment', [
  {
    name: 'nothing of the host',
    // What bash, container engines and backends without a /tmp of their own set is not the host's.
    script:
      'for n in $(compgen -e); do case " $NAMES PWD OLDPWD SHLVL _ HOSTNAME container TMPDIR " in *" $n "*) ;; *) echo "BREACH $n";; esac; done; env | grep -v ^NAMES= | grep -i canary && echo BREACH',
  },
  {
    name: 'programs of the repository for the launcher',
    environment: {PATH: '$WORKSPACE/evil-bin:/usr/bin:/bin'},
    script: 'env; mount; git; true',
  },
  {
    name: 'programs of the repository in the current folder',
    environment: {PATH: '.:evil-bin::/usr/bin:/bin'},
    script: 'env; git; true',
  },
  led('LD_*', {LD_DEBUG: 'statistics', LD_DEBUG_OUTPUT: '$OUTSIDE/loader'}),
  led('NODE_OPTIONS', {NODE_OPTIONS: '--require=$WORKSPACE/evil.cjs'}),
  led('BASH_ENV and ENV', {BASH_ENV: '$WORKSPACE/evil.sh', ENV: '$WORKSPACE/evil.sh'}),
  led('PERL5OPT', {PERL5OPT: '-I$WORKSPACE -Mevil'}),
  led('GIT_*', {GIT_TRACE: '$OUTSIDE/git-trace'}),
  {
    name: 'floods the output',
    limits: {outputBytes: 50_000},
    script: 'head -c 300000000 /dev/zero | tr "\\0" x; echo; head -c 3000000 /dev/zero | tr "\\0" y >&2; echo',
  },
])
