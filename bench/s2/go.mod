module bongsu-bench/s2

go 1.26.0

require (
	bongsu v0.0.0
	github.com/golang/geo v0.0.0-20260818125358-b200a1149890
	golang.org/x/sys v0.49.0
)

replace bongsu => ../..
