" Vim syntax file: camp, campaigns as code.
" Made by grammar/make from grammar/templates and the tables of words: change those.
if exists('b:current_syntax')
  finish
endif
let s:save = &cpoptions
set cpoptions&vim

syn case match
syn match campWord /\v\.@1<!<(add|after|again|approval|as|ask|at|attach|audience|auth|bandit|base|body|by|call|campaign|cap|category|channel|connections|connector|contact|conversation|costs|data|define|dkim|do|double_opt_in|drafter|else|emit|even|event|every|except|exclude|exit|experiment|expires|file|flow|for|from|give|goal|header|holdout|html|idempotency|if|image|import|include|instructions|invariant|journey|json|key|legal|let|limit|link|list|match|merge|message|migrate|missed|model|module|moved|name|on|once|one|open|outlet|per|play|policy|preheader|preview|priority|quiet|rate|release|remove|repeat|reply_to|request|require|retry|reviewer|rrule|say|scenario|schedule|seeds|segment|send|service|set|since|site|source|start|stop|subject|subscribe|suggest|suppress|tags|target|template|text|then|timeout|timezone|title|tls|to|unsubscribe|until|up|url|utm|value|variant|via|wait|warm|when|where|winner|within|worth|writer)>(\s*:)@!/
syn match campStep /\v\.@1<!<(about|after|ago|answers|at|because|bounces|by|cancels|clicks|clock|complains|confirms|contact|containing|delayed|did|do|does|enter|entered|expect|fails|for|from|in|is|jumps|killed|last|left|message|messages|more|next|not|nothing|of|on|opens|operator|out|pauses|process|reach|reached|replies|resumes|run|scenario|sent|shifting|show|starts|subscribed|table|the|times|to|unsubscribes|via|waits|was|were|with|worth)>(\s*:)@!/ contained
syn match campOperator /\v\.@1<!<(and|contains|ends_with|in|is|matches|not|or|starts_with)>/
syn match campConstant /\v\.@1<!<(true|false)>/
syn match campChannel /\v\.@1<!<(email|in_app|push|rcs|sms|voice|webhook|whatsapp)>(\s*:)@!/
syn match campType /\v(:\s*)@<=<(bool|date|datetime|decimal|duration|email|int|locale|money|phone|string|time|timezone|url)>/
syn match campDeclaration /\v^\s*(campaign|channel|connector|contact|conversation|define|drafter|event|holdout|import|invariant|journey|list|message|migrate|module|moved|outlet|policy|scenario|seeds|segment|service|site|source)>(\s+[a-z_"{])@=/ nextgroup=campName skipwhite
syn match campName /\v[a-z_]\w*/ contained
syn match campNumber /\v<\d[0-9_]*(\.\d+)?(\%|(mo|[smhdwy])(\d+(mo|[smhdwy]))*>|\s+[A-Z]{3}>)?/
syn match campNumber /\v<\d{4}-\d{2}-\d{2}>/
syn match campNumber /\v<\d{1,2}:\d{2}(:\d{2})?>/
syn region campScenario start=/\v^\s*scenario>\s*"@=/ end=/\v^\}/ contains=campDeclaration,campText,campComment,campStep,campOperator,campConstant,campChannel,campNumber keepend
syn region campText start=/"/ skip=/\\./ end=/"\|$/ contains=campIsland,campEscape
syn region campText start=/"""/ end=/"""/ contains=campIsland
syn match campEscape /\\./ contained
syn region campIsland start=/{{/ end=/}}/ contained oneline
syn region campIsland start=/{%/ end=/%}/ contained oneline
syn match campComment /#.*$/ contains=@Spell
syn match campDoc /##.*$/ contains=@Spell

hi def link campDeclaration Structure
hi def link campName Identifier
hi def link campWord Statement
hi def link campStep Statement
hi def link campOperator Operator
hi def link campConstant Boolean
hi def link campChannel Constant
hi def link campType Type
hi def link campNumber Number
hi def link campText String
hi def link campEscape SpecialChar
hi def link campIsland PreProc
hi def link campComment Comment
hi def link campDoc SpecialComment

let b:current_syntax = 'camp'
let &cpoptions = s:save
unlet s:save
