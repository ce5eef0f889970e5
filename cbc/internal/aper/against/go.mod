module bongsu/cbc/internal/aper/against

go 1.26.2

require (
	bongsu v0.0.0
	github.com/free5gc/aper v1.1.1
)

require (
	github.com/sirupsen/logrus v1.9.3 // indirect
	github.com/tim-ywliu/nested-logrus-formatter v1.3.2 // indirect
	golang.org/x/sys v0.49.0 // indirect
)

replace bongsu => ../../../..
