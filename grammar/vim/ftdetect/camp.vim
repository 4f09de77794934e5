autocmd BufRead,BufNewFile *.camp setfiletype camp
