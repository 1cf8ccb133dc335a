import type {ModelAnswer, ModelDelta, ModelRequest} from '../model-client.ts'
import type {WireRequest} from '../wire.ts'
import {buildChatBody} from './build-chat-body.ts'
import type {ChatDialect} from './build-chat-body.ts'
import {createChatReader} from './read-chat-answer.ts'

/** `POST /chat/completions`, in the dialect of the server. */
export function chatRequest(request: ModelRequest, dialect: ChatDialect): WireRequest<ModelDelta, ModelAnswer> {
  return {path: '/chat/completions', body: buildChatBody(request, dialect), createReader: createChatReader}
}
