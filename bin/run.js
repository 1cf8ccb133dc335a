#!/usr/bin/env node
// This file must parse and run on any Node that knows ES modules: it is what speaks when Node is too old.
import {spawn} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync} from 'node:fs'
import module from 'node:module'
import {constants, homedir} from 'node:os'
import path from 'node:path'
import {fileURLToPath} from 'node:url'

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..')
const [major, minor] = process.versions.node.split('.').map(Number)
const isSupported = (major === 22 && minor >= 18) || major >= 24

if (!isSupported) restartWithNewerNode()
else if (process.argv.length === 3 && process.argv[2] === '--version') printVersion()
else start()

function start() {
  delete process.env.CODEX_RESTARTED
  const cache = compileCache()
  if (cache !== undefined) module.enableCompileCache?.(cache)
  // No top-level await: an output pipe that closes early must not end in Node's exit code 13.
  import('../dist/cli/main.js').then(
    (host) => host.main({root}),
    (error) => {
      const unbuilt = error.code === 'ERR_MODULE_NOT_FOUND' && !existsSync(path.join(root, 'dist/cli/main.js'))
      console.error(unbuilt ? 'Error: This checkout is not built yet.\n  Try: npm ci' : error)
      process.exitCode = 1
    },
  )
}

/** Code from a folder that others may write, such as the system's temporary one, would be theirs to choose. */
function compileCache() {
  const {CODEX_HOME: chosen} = process.env
  const home = chosen && path.isAbsolute(chosen) ? chosen : path.join(homedir(), '.codex')
  try {
    // Node would make it readable for everybody.
    mkdirSync(home, {mode: 0o700})
  } catch {
    // It is there, or it cannot be made: then there is no cache, and whoever needs the folder makes it or says so.
  }
  return existsSync(home) ? path.join(home, 'compile-cache') : undefined
}

function printVersion() {
  const {version} = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  process.stdout.write(`codex ${version} ${process.platform}-${process.arch} node-${process.version}\n`)
}

/** A checkout brings its own Node (a private workspace); an installed package does not. */
function restartWithNewerNode() {
  const own = path.join(root, 'node_modules/.bin/node')
  if (!existsSync(own) || process.env.CODEX_RESTARTED) {
    console.error(
      `Error: codex needs Node 22.18 or newer (not 23); this is Node ${process.versions.node}, so nothing was started.\n` +
        '  Try: install Node 24 and run the same command again.',
    )
    process.exitCode = 2
    return
  }

  const child = spawn(own, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: Object.assign({}, process.env, {CODEX_RESTARTED: '1'}),
  })
  // A terminal sends Ctrl-C to both processes, so it is only waited for; other signals reach just this one.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    console.error(`Error: ${own} could not be started: ${error.message}`)
    process.exitCode = 2
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + constants.signals[signal] : code
  })
}
