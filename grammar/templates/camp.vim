" Vim syntax file: camp, campaigns as code.
" Made by grammar/make from grammar/templates and the tables of words: change those.
if exists('b:current_syntax')
  finish
endif
let s:save = &cpoptions
set cpoptions&vim

syn case match
syn match campWord /\v\.@1<!<(@WORDS@)>(\s*:)@!/
syn match campStep /\v\.@1<!<(@STEPS@)>(\s*:)@!/ contained
syn match campOperator /\v\.@1<!<(@OPERATORS@)>/
syn match campConstant /\v\.@1<!<(@CONSTANTS@)>/
syn match campChannel /\v\.@1<!<(@CHANNELS@)>(\s*:)@!/
syn match campType /\v(:\s*)@<=<(@TYPES@)>/
syn match campDeclaration /\v^\s*(@TOP@)>(\s+[a-z_"{])@=/ nextgroup=campName skipwhite
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
