import type {ModelScript} from '../../src/model/scripted/model-script.ts'
import {runs, says} from './replies.ts'

type Steps = ModelScript['steps']
type Step = Steps[number]

/** One thing a server, or the world around the program, may do, and how `codex` must end. */
export interface Fault {
  /** Ends a sentence that begins with "the server". */
  readonly does: string
  /** What the model says, request by request; `now` is the time the server starts. `'absent'`: nobody listens. */
  readonly steps: Steps | ((now: Date) => Steps) | 'absent'
  readonly argv?: readonly string[]
  /** Lines of the user's `config.yaml`. */
  readonly config?: string
  readonly keepStdinOpen?: true
  readonly ends: FaultEnd
}

export interface FaultEnd {
  readonly exitCode: number
  readonly requests: number
  readonly stdout: string
  /** All of these are said on stderr. */
  readonly says: readonly string[]
  /** None of these. */
  readonly keepsQuietAbout?: readonly string[]
  /** Files of the project, which begins empty. */
  readonly files?: Readonly<Record<string, string>>
}

const answer = 'All is well.'
const good = says(answer)
const answered = {exitCode: 0, stdout: `${answer}\n`} as const
const cutAfterText: Step = {...says('All is half.'), fault: {reset_after_events: 5}}
const cutBeforeText: Step = {...good, fault: {reset_after_events: 1}}
const early: Step = {...says('All is half.'), fault: {end_early: true}}
const stalled: Step = {...good, fault: {stall_ms: 60_000, after_events: 3}}
const mute: Step = {fault: {stall_ms: 60_000}}
const tooLong = status(400, {message: 'Too long.', code: 'context_length_exceeded'})
const broken = status(500, {message: 'Oops.'})
const damaged: Step = {...good, fault: {malformed_frame: true}}
const empty: Step = {fault: {empty: true}}

/** In the project itself, so that what a command did is seen there even when the turn fails. */
const inPlace = ['-a', 'full-auto', '--isolation', 'in-place']
const appends = runs('echo ran >> log.txt')
const ranOnce = {'log.txt': 'ran\n'}

const requestsSent = (count: number) => (count === 1 ? '1 request was sent.' : `${count} requests were sent.`)

/** Every fault, by name: what the tests assert is what the benchmark shows. */
export const faultTable = {
  'wrong-key': {
    does: 'answers 401',
    steps: [status(401, {message: 'Incorrect API key provided.', code: 'invalid_api_key'})],
    ends: {
      exitCode: 4,
      requests: 1,
      stdout: '',
      says: ['the server refused the key from OPENAI_API_KEY (it ends in Rv8T) with 401', requestsSent(1)],
      keepsQuietAbout: ['again'],
    },
  },
  'no-quota': {
    does: 'answers 429 insufficient_quota',
    steps: [status(429, {message: 'You exceeded your quota.', code: 'insufficient_quota'})],
    ends: {
      exitCode: 5,
      requests: 1,
      stdout: '',
      says: ['the account has no quota left: 429 (You exceeded your quota.)', requestsSent(1)],
      keepsQuietAbout: ['again'],
    },
  },
  'rate-limit-seconds': {
    does: 'answers 429 with Retry-After in seconds',
    steps: [rateLimited('2'), good],
    ends: {...answered, requests: 2, says: ['Trying step 1 again in 2 s', '429 (Slow down.) and asks to wait 2 s']},
  },
  'rate-limit-date': {
    does: 'answers 429 with Retry-After as a date',
    steps: (now) => [rateLimited(new Date(now.getTime() + 4_000).toUTCString()), good],
    ends: {...answered, requests: 2, says: ['Trying step 1 again in', '429 (Slow down.) and asks to wait']},
  },
  'rate-limit-too-long': {
    does: 'answers 429 and asks to wait for an hour',
    steps: [rateLimited('3600')],
    ends: {
      exitCode: 5,
      requests: 1,
      stdout: '',
      says: ['429 (Slow down.) and asks to wait 3600 s', requestsSent(1)],
      keepsQuietAbout: ['again in'],
    },
  },
  'rate-limit-beyond-the-budget': {
    does: 'answers 429 and asks to wait for longer than the turn may take',
    steps: [rateLimited('60')],
    argv: ['--max-time', '30s'],
    ends: {
      exitCode: 10,
      requests: 1,
      stdout: '',
      says: ['longer than the turn may take (--max-time)', '429 (Slow down.) and asks to wait 60 s'],
      keepsQuietAbout: ['again in', '(attempt'],
    },
  },
  'server-error': {
    does: 'answers 500 for ever',
    steps: times(4, broken),
    ends: {
      exitCode: 5,
      requests: 4,
      stdout: '',
      says: ['(attempt 2)', '(attempt 3)', '(attempt 4)', 'the server answered 500 (Oops.)', requestsSent(4)],
    },
  },
  'reset-before-text': {
    does: 'resets the connection before the first text',
    steps: [cutBeforeText, good],
    ends: {...answered, requests: 2, says: ['Trying step 1 again', 'the connection was cut']},
  },
  'reset-after-text': {
    does: 'resets the connection in the middle of the text',
    steps: [cutAfterText, good],
    ends: {...answered, requests: 2, says: ['Trying step 1 again', 'the connection was cut']},
  },
  'reset-for-ever': {
    does: 'resets every connection in the middle of the text',
    steps: times(4, cutAfterText),
    ends: {exitCode: 5, requests: 4, stdout: '', says: ['the connection was cut', requestsSent(4)]},
  },
  'reset-after-tool-call': {
    does: 'resets the connection after a whole tool call, but before the end of the answer',
    steps: [{...appends, fault: {reset_after_events: 1_000}}, appends, good],
    argv: inPlace,
    ends: {...answered, requests: 3, says: ['Trying step 1 again', 'the connection was cut'], files: ranOnce},
  },
  'early-end': {
    does: 'ends the stream before the end of the answer',
    steps: [early, good],
    ends: {...answered, requests: 2, says: ['the stream ended before the answer was complete']},
  },
  'early-end-for-ever': {
    does: 'ends every stream before the end of the answer',
    steps: times(4, early),
    ends: {
      exitCode: 5,
      requests: 4,
      stdout: '',
      says: ['the stream ended before the answer was complete', requestsSent(4)],
    },
  },
  stall: {
    does: 'falls silent in the middle of a stream',
    steps: [stalled, good],
    config: 'timeout: 2\n',
    ends: {...answered, requests: 2, says: ['Trying step 1 again', 'nothing arrived for 2 s']},
  },
  'stall-for-ever': {
    does: 'falls silent in the middle of every stream',
    steps: times(3, stalled),
    config: 'timeout: 1\n',
    ends: {exitCode: 124, requests: 3, stdout: '', says: ['nothing arrived for 1 s', requestsSent(3)]},
  },
  'no-first-byte': {
    does: 'takes every request and answers none',
    steps: times(3, mute),
    config: 'timeout: 1\n',
    ends: {exitCode: 124, requests: 3, stdout: '', says: ['nothing arrived for 1 s', requestsSent(3)]},
  },
  'trickle-for-ever': {
    does: 'sends a little again and again, and comes to no end',
    steps: [{...says(answer.repeat(100)), delta_characters: 1, delta_ms: 250}],
    argv: ['--max-time', '4s'],
    ends: {exitCode: 10, requests: 1, stdout: '', says: ['The turn reached its 4 s (--max-time).']},
  },
  'damaged-frame': {
    does: 'sends a frame that is not JSON',
    steps: [damaged, good],
    ends: {...answered, requests: 2, says: ['Trying step 1 again', 'the answer is damaged']},
  },
  'damaged-frame-for-ever': {
    does: 'sends a frame that is not JSON in every stream',
    steps: [damaged, damaged],
    ends: {exitCode: 5, requests: 2, stdout: '', says: ['the answer is damaged', requestsSent(2)]},
  },
  'cut-without-stream': {
    does: 'cuts the connection of an answer that is not streamed',
    steps: [{...good, fault: {reset_after_events: 0}}, good],
    config: 'stream: false\n',
    ends: {...answered, requests: 2, says: ['Trying step 1 again', 'the connection was cut']},
  },
  'damaged-without-stream': {
    does: 'sends half of an answer that is not streamed',
    steps: [damaged, damaged],
    config: 'stream: false\n',
    ends: {exitCode: 5, requests: 2, stdout: '', says: ['the answer is damaged', requestsSent(2)]},
  },
  'malformed-arguments': {
    does: 'calls a tool with arguments that are not JSON',
    steps: [calls('shell', '{"command": "ls'), {expect: {last_tool_output: {contains: 'JSON'}}, ...good}],
    ends: {...answered, requests: 2, says: []},
  },
  'unknown-tool': {
    does: 'calls a tool that does not exist',
    steps: [calls('launch', {}), {expect: {last_tool_output: {contains: '"launch"'}}, ...good}],
    ends: {...answered, requests: 2, says: []},
  },
  'context-length': {
    does: 'answers context_length_exceeded, also after the conversation was compacted',
    steps: [runs('seq 1 3000'), runs('echo b'), tooLong, says('Notes of the older part.'), tooLong],
    argv: ['-a', 'full-auto'],
    ends: {
      exitCode: 5,
      requests: 5,
      stdout: '',
      says: [
        'Compacted: The server refused the conversation as too long.',
        'the input is longer than the model accepts: 400 (Too long.)',
        'It was compacted, and is still too long.',
        'Choose a model with a larger window with --model.',
      ],
    },
  },
  'context-length-once': {
    does: 'answers context_length_exceeded, but takes the conversation once it is compacted',
    steps: [runs('seq 1 3000'), runs('echo b'), tooLong, says('Notes of the older part.'), good],
    argv: ['-a', 'full-auto'],
    ends: {
      ...answered,
      requests: 5,
      says: ['Compacted: The server refused the conversation as too long.'],
    },
  },
  'context-length-at-once': {
    does: 'answers context_length_exceeded to the prompt alone',
    steps: [tooLong],
    ends: {
      exitCode: 5,
      requests: 1,
      stdout: '',
      says: [
        'the input is longer than the model accepts: 400 (Too long.)',
        'There is no older part that could be summed up',
        'Ask for less at once',
      ],
    },
  },
  'empty-answer': {
    does: 'completes an answer with nothing in it, again and again',
    steps: [empty, empty],
    ends: {
      exitCode: 5,
      requests: 2,
      stdout: '',
      says: ['the answer has neither text nor a tool call', requestsSent(2)],
    },
  },
  unreachable: {
    does: 'is not there',
    steps: 'absent',
    ends: {
      exitCode: 5,
      requests: 0,
      stdout: '',
      says: ['the address cannot be reached (ECONNREFUSED)', 'It was tried 3 times.'],
    },
  },
  'one-after-the-other': {
    does: 'answers 503, then cuts, then sends nothing at all, then answers 502',
    steps: [status(503, {message: 'Busy.'}), cutAfterText, mute, status(502, {message: 'Bad.'})],
    config: 'timeout: 1\n',
    ends: {exitCode: 5, requests: 4, stdout: '', says: ['the server answered 502 (Bad.)', requestsSent(4)]},
  },
  'fault-after-command': {
    does: 'answers 500 once, to the request after a command has run',
    steps: [appends, broken, good],
    argv: inPlace,
    ends: {...answered, requests: 3, says: ['Trying step 2 again'], files: ranOnce},
  },
  'fault-for-ever-after-command': {
    does: 'answers 500 for ever after a command has run',
    steps: [appends, ...times(4, broken)],
    argv: inPlace,
    ends: {exitCode: 5, requests: 5, stdout: '', says: ['the server answered 500', requestsSent(4)], files: ranOnce},
  },
  'silent-stdin': {
    does: 'answers, while stdin is open and silent',
    steps: [good],
    keepStdinOpen: true,
    ends: {...answered, requests: 1, says: []},
  },
} as const satisfies Readonly<Record<string, Fault>>

export type FaultName = keyof typeof faultTable

export const faults = Object.entries(faultTable) as readonly (readonly [FaultName, Fault])[]

function times(count: number, step: Step): Steps {
  return Array.from({length: count}, () => step)
}

function status(code: number, error: object, headers: Record<string, string> = {}): Step {
  return {fault: {status: code, headers, body: {error: {type: null, param: null, code: null, ...error}}}}
}

function rateLimited(retryAfter: string): Step {
  return status(429, {message: 'Slow down.', code: 'rate_limit_exceeded'}, {'retry-after': retryAfter})
}

function calls(name: string, input: string | Record<string, unknown>): Step {
  return {reply: [{tool_call: {name, arguments: input}}]}
}
