import type {CompletionCreateParams} from 'openai/resources/completions'
import type {ChatDialect} from '../chat/build-chat-body.ts'
import type {CompletionAnswer, CompletionDelta, CompletionRequest} from '../completion-client.ts'
import type {WireRequest} from '../wire.ts'
import {createCompletionsReader} from './read-completions-answer.ts'

/** `POST /completions`: all prompts in one request. */
export function completionsRequest(
  request: CompletionRequest,
  dialect: Pick<ChatDialect, 'asksForUsage'>,
): WireRequest<CompletionDelta, CompletionAnswer> {
  const {prompts, candidates = 1} = request
  return {
    path: '/completions',
    body: buildBody(request, dialect),
    createReader: () => createCompletionsReader({prompts: prompts.length, candidates}),
  }
}

function buildBody(
  request: CompletionRequest,
  {asksForUsage}: Pick<ChatDialect, 'asksForUsage'>,
): CompletionCreateParams & {stream: boolean} {
  const {prompts, suffix, candidates, stop, temperature, maxOutputTokens, stream = true} = request
  const [only] = prompts
  return {
    model: request.model,
    // Some servers read no lists.
    prompt: prompts.length === 1 && only !== undefined ? only : [...prompts],
    stream,
    ...(stream && asksForUsage && {stream_options: {include_usage: true}}),
    ...(suffix !== undefined && {suffix}),
    ...(candidates !== undefined && candidates !== 1 && {n: candidates}),
    ...(stop !== undefined && stop.length > 0 && {stop: [...stop]}),
    ...(temperature !== undefined && {temperature}),
    ...(maxOutputTokens !== undefined && {max_tokens: maxOutputTokens}),
  }
}
